import type { AlertCases } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  firesAt,
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

export function writingCases({ config, thresholds }: RuleContext) {
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
        holdsAfter: '5m',
        endsAfter: '0m',
        normalValue: 0,
        labels: { track: 'b' },
        otherInstance: { track: 'a' },
        splitSeries: (series) => inParts(series, otherTarget),
      },
      scenarios: [
        scenario('the observer restarts and loses one record more', {
          given: [
            given(jsonlRecordsRefused, { ...target, track: 'b' }, constant(9, '30m'), constant(1, '30m')),
          ],
          expect: [quietAt('29m'), firesAt('33m', { labels: { track: 'b' } })],
        }),
      ],
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
          ...relabelled(seriesAt(thresholds.queueAgeSeconds / 2), { instance: otherTarget.instance }),
        ],
      },
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
