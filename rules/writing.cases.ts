import type { AlertCases } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  following,
  given,
  increasing,
  inParts,
  quietAt,
  relabelled,
  scenario,
} from 'observability-as-code/testing';
import { jsonlQueueAge, jsonlRecordsRefused, jsonlWriteErrors } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';

/** Anything above none is too much; so little is not seen in a window of half the length. */
const JUST_ONE = 0.02;

export function writingCases({ config }: RuleContext) {
  const [target, otherTarget] = exampleTargets(config);
  return {
    writeErrors: {
      boundaryTests: {
        given: (phases) => [
          following(
            jsonlWriteErrors,
            { ...target, track: 'a', reason: 'no_space' },
            phases,
            (perWindow, length) => increasing(perWindow / 5, length),
          ),
        ],
        holdsAfter: '5m',
        endsAfter: '0m',
        normalValue: 0,
        labels: { reason: 'no_space' },
        splitSeries: (series) => inParts(series, { ...otherTarget, track: 'b' }),
      },
      scenarios: [
        scenario('a single write fails, and the next ones succeed', {
          given: [
            given(
              jsonlWriteErrors,
              { ...target, track: 'b', reason: 'other' },
              constant(3, '20m'),
              constant(4, '30m'),
            ),
          ],
          expect: [quietAt('24m')],
        }),
      ],
    },
    recordsRefused: {
      boundaryTests: {
        given: (phases) => [
          following(jsonlRecordsRefused, { ...target, track: 'b' }, phases, (perWindow, length) =>
            increasing(perWindow / 5, length),
          ),
        ],
        holdsAfter: '1m',
        firing: JUST_ONE,
        quiet: 0,
        labels: { track: 'b' },
        otherInstance: { track: 'a' },
        splitSeries: (series) => inParts(series, otherTarget),
      },
    },
    writeQueueSlow: {
      boundaryTests: {
        given: (phases) => [following(jsonlQueueAge, target, phases, constant)],
        holdsAfter: '0m',
        labels: { pod: target.pod },
        otherInstance: otherTarget,
        // The address of the pod before it restarted.
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(0), { instance: otherTarget.instance }),
        ],
      },
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
