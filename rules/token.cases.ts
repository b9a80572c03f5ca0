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
import { tokenExpiry, tokenIssues, tokenStoreDegraded } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';

export function tokenCases({ config, thresholds }: RuleContext) {
  const [target, otherTarget] = exampleTargets(config);

  return {
    tokenIssueFailing: {
      boundaryTests: {
        given: (phases) => [
          following(tokenIssues, { ...target, result: 'rejected' }, phases, (failures, length) =>
            increasing(failures / 15, length),
          ),
          following(tokenIssues, { ...target, result: 'success' }, phases, (_, length) =>
            constant(3, length),
          ),
        ],
        holdsAfter: '15m',
        endsAfter: '2m',
        firing: 1.02,
        quiet: 0.98,
        normalValue: 0,
        splitSeries: (series) => inParts(series, otherTarget),
      },
      scenarios: [
        scenario('the successes of two pods together are less than one in the window', {
          given: [
            given(tokenIssues, { ...target, result: 'rejected' }, increasing(1, '1h')),
            given(tokenIssues, { ...target, result: 'success' }, increasing(0.8 / 15, '1h')),
          ],
          expect: [quietAt('40m')],
        }),
        scenario('the last success was twelve minutes ago, and then much longer', {
          given: [
            given(tokenIssues, { ...target, result: 'rejected' }, increasing(1, '2h')),
            given(tokenIssues, { ...target, result: 'success' }, increasing(1, '30m'), constant(29, '90m')),
          ],
          expect: [quietAt('42m'), firesAt('55m', { labels: {} })],
        }),
        scenario('the counter of successes resets when the observer restarts', {
          given: [
            given(tokenIssues, { ...target, result: 'rejected' }, increasing(1, '2h')),
            given(tokenIssues, { ...target, result: 'success' }, constant(9, '30m'), constant(1, '90m')),
          ],
          expect: [firesAt('28m', { labels: {} }), quietAt('35m')],
        }),
        scenario('an attempt is rate limited, the next one succeeds', {
          given: [
            given(tokenIssues, { ...target, result: 'rate_limited' }, constant(0, '5m'), constant(1, '1h')),
            given(tokenIssues, { ...target, result: 'success' }, constant(3, '7m'), constant(4, '1h')),
          ],
          expect: [quietAt('12m'), quietAt('40m')],
        }),
      ],
    },
    tokenNearExpiry: {
      boundaryTests: {
        given: (phases) => [
          following(tokenExpiry, target, phases, (left, length, elapsed) =>
            increasing(60, length, elapsed + left),
          ),
        ],
        holdsAfter: '0m',
        // A pod that was replaced has an older token.
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(thresholds.tokenTimeLeftSeconds / 2), otherTarget),
        ],
      },
      scenarios: [
        scenario('there is no token, and none comes', {
          given: [given(tokenExpiry, target, constant(0, '3h'))],
          expect: [quietAt('8m'), firesAt('20m', { labels: {}, value: 0 })],
        }),
      ],
    },
    tokenStoreDegraded: {
      boundaryTests: {
        given: (phases) => [following(tokenStoreDegraded, target, phases, constant)],
        holdsAfter: '0m',
        splitSeries: (series, seriesAt) => [
          ...series,
          ...relabelled(seriesAt(0), otherTarget),
          // In the same trouble as the first.
          ...relabelled(series, { ...otherTarget, pod: `${otherTarget.pod}-2` }),
        ],
      },
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}
