import type { AlertCases } from 'observability-as-code';
import {
  constant,
  exampleTargets,
  firesAt,
  following,
  type GivenSeries,
  given,
  increasing,
  inParts,
  quietAt,
  type Segment,
  scenario,
} from 'observability-as-code/testing';
import { kisRequests, websocketGaps, websocketMissedVolume } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';
import { ALL_DAY, acrossSessionBoundary, openElsewhere } from './session-scenarios.ts';

type Segments = readonly [Segment, ...Segment[]];

export function kisCases({ config, thresholds }: RuleContext) {
  const [target, otherTarget] = exampleTargets(config);
  const enough = thresholds.kisMinimumRequests;
  /** Requests a minute, of which the alert has enough at once. */
  const plenty = enough * 4;
  /** Requests a minute, just too few and just enough within ten minutes. */
  const tooFew = (enough / 10) * 0.95;
  const justEnough = (enough / 10) * 1.05;
  const kis = (result: 'success' | 'rejected', ...segments: Segments): GivenSeries =>
    given(kisRequests, { ...target, result }, ...segments);

  return {
    kisRequestsFailing: {
      boundaryTests: {
        given: (phases) => [
          following(kisRequests, { ...target, result: 'success' }, phases, (ratio, length) =>
            increasing(plenty * (1 - ratio), length),
          ),
          following(kisRequests, { ...target, result: 'rejected' }, phases, (ratio, length) =>
            increasing(plenty * ratio, length),
          ),
        ],
        holdsAfter: '1m',
        normalValue: 0,
        splitSeries: (series) => inParts(series, otherTarget),
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary(
          [kis('success', constant(0, ALL_DAY)), kis('rejected', increasing(plenty, ALL_DAY))],
          {
            window: '10m',
            hold: '5m',
            value: 1,
          },
        ),
        scenario('all requests fail, but they are too few to judge', {
          given: [kis('success', constant(0, '1h')), kis('rejected', increasing(tooFew, '1h'))],
          expect: [quietAt('45m')],
        }),
        scenario('all requests fail, and they are just enough to judge', {
          given: [kis('success', constant(0, '1h')), kis('rejected', increasing(justEnough, '1h'))],
          expect: [firesAt('45m', { labels: {}, value: 1 })],
        }),
        scenario('all requests fail, those of two pods are just enough to judge, and one of them restarts', {
          given: inParts(
            [
              kis('success', constant(0, '1h')),
              kis('rejected', increasing(justEnough, '42m'), increasing(justEnough, '18m', justEnough)),
            ],
            otherTarget,
          ),
          expect: [firesAt('45m', { labels: {}, value: 1 })],
        }),
      ],
    },
    webSocketGaps: {
      boundaryTests: {
        given: (phases) => [
          following(websocketGaps, target, phases, (perWindow, length) => increasing(perWindow / 15, length)),
        ],
        holdsAfter: '15m',
        endsAfter: '0m',
        normalValue: 0,
        splitSeries: (series) => inParts(series, otherTarget),
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary([given(websocketGaps, target, increasing(1, ALL_DAY))], {
          window: '15m',
          keep: '15m',
          value: 15,
        }),
        scenario('the observer restarts between one interruption and the next', {
          given: [
            given(
              websocketGaps,
              target,
              constant(9, '30m'),
              increasing(thresholds.websocketGaps / 3, '10m', 0),
            ),
          ],
          expect: [quietAt('29m'), firesAt('38m', { labels: {} })],
        }),
      ],
    },
    tradesMissed: {
      boundaryTests: {
        given: (phases) => [
          following(websocketMissedVolume, target, phases, (perWindow, length) =>
            increasing(perWindow / 15, length),
          ),
        ],
        holdsAfter: '15m',
        endsAfter: '0m',
        normalValue: 0,
        splitSeries: (series) => inParts(series, otherTarget),
      },
      scenarios: [
        scenario('the observer restarts, and trades are missed again', {
          given: [
            given(
              websocketMissedVolume,
              target,
              constant(thresholds.missedVolumeShares * 9, '30m'),
              constant(thresholds.missedVolumeShares, '30m'),
            ),
          ],
          expect: [quietAt('29m'), firesAt('33m', { labels: {} })],
        }),
      ],
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
