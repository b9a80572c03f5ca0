import { alert, compare, matching, type RuleGroup, spokenSeconds } from 'observability-as-code';
import { unless, where } from 'observability-as-code/promql';
import {
  constant,
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
import {
  failedTokenIssues,
  successfulTokenIssues,
  tokenStoreIsDegraded,
  tokenTimeLeft,
} from '../signals/token.ts';
import type { RuleContext } from './context.ts';

const OTHER_POD = { instance: '10.1.0.8:8000', pod: 'observer-1' } as const;

const POD = { instance: '10.1.0.7:8000', pod: 'observer-0' } as const;

/** Without a KIS token nothing is collected. */
export function tokenRules({ thresholds, within }: RuleContext): RuleGroup {
  const lately = within('15m');
  const left = spokenSeconds(thresholds.tokenTimeLeftSeconds);
  return {
    name: 'observer-token',
    rules: [
      alert('ObserverTokenIssueFailing', {
        severity: 'critical',
        condition: matching(
          unless(where(failedTokenIssues(lately), '>=', 1), where(successfulTokenIssues(lately), '>', 0), {
            on: ['namespace', 'job'],
          }),
        ),
        for: '5m',
        panel: 'token-time-left',
        summary: { ko: 'KIS 토큰 발급이 실패하고 있음', en: 'No KIS token can be issued.' },
        description: {
          ko: '최근 15분간 {{ $value | humanize }}번 실패했고 성공은 없습니다.',
          en: '{{ $value | humanize }} failures within 15 minutes, and no success.',
        },
        boundaryTests: {
          given: (phases) => [
            following(tokenIssues, { ...POD, result: 'rejected' }, phases, (failures, length) =>
              increasing(failures / 15, length),
            ),
            following(tokenIssues, { ...POD, result: 'success' }, phases, (_, length) => constant(3, length)),
          ],
          holdsAfter: '15m',
          endsAfter: '2m',
          firing: 1.02,
          quiet: 0.98,
          normalValue: 0,
          splitSeries: (series) => inParts(series, OTHER_POD),
        },
        scenarios: [
          scenario('the successes of two pods together are less than one in the window', {
            given: [
              given(tokenIssues, { ...POD, result: 'rejected' }, increasing(1, '1h')),
              given(tokenIssues, { ...POD, result: 'success' }, increasing(0.8 / 15, '1h')),
            ],
            expect: [quietAt('40m')],
          }),
          scenario('the last success was twelve minutes ago, and then much longer', {
            given: [
              given(tokenIssues, { ...POD, result: 'rejected' }, increasing(1, '2h')),
              given(tokenIssues, { ...POD, result: 'success' }, increasing(1, '30m'), constant(29, '90m')),
            ],
            expect: [quietAt('42m'), firesAt('55m', { labels: {} })],
          }),
          scenario('the counter of successes begins again with the observer', {
            given: [
              given(tokenIssues, { ...POD, result: 'rejected' }, increasing(1, '2h')),
              given(tokenIssues, { ...POD, result: 'success' }, constant(9, '30m'), constant(1, '90m')),
            ],
            expect: [firesAt('28m', { labels: {} }), quietAt('35m')],
          }),
          scenario('an attempt is rate limited, the next one succeeds', {
            given: [
              given(tokenIssues, { ...POD, result: 'rate_limited' }, constant(0, '5m'), constant(1, '1h')),
              given(tokenIssues, { ...POD, result: 'success' }, constant(3, '7m'), constant(4, '1h')),
            ],
            expect: [quietAt('12m'), quietAt('40m')],
          }),
        ],
      }),
      alert('ObserverTokenNearExpiry', {
        severity: 'warning',
        condition: compare(tokenTimeLeft, within('5m'), '<', thresholds.tokenTimeLeftSeconds),
        for: '10m',
        summary: { ko: `KIS 토큰이 ${left.ko} 안에 만료됨`, en: `The KIS token expires within ${left.en}.` },
        description: {
          ko: '남은 시간: {{ $value | humanizeDuration }}. 만료되면 수집이 멈춥니다.',
          en: 'Time left: {{ $value | humanizeDuration }}. Collection stops when it expires.',
        },
        boundaryTests: {
          given: (phases) => [
            following(tokenExpiry, POD, phases, (left, length, elapsed) =>
              increasing(60, length, elapsed + left),
            ),
          ],
          holdsAfter: '0m',
          // A pod that was replaced has an older token.
          splitSeries: (series, seriesAt) => [
            ...series,
            ...relabelled(seriesAt(thresholds.tokenTimeLeftSeconds / 2), OTHER_POD),
          ],
        },
        scenarios: [
          scenario('there is no token, and none comes', {
            given: [given(tokenExpiry, POD, constant(0, '3h'))],
            expect: [quietAt('8m'), firesAt('20m', { labels: {}, value: 0 })],
          }),
        ],
      }),
      alert('ObserverTokenStoreDegraded', {
        severity: 'warning',
        condition: compare(tokenStoreIsDegraded, within('5m'), '==', 1),
        for: '10m',
        panel: 'token-time-left',
        summary: { ko: '토큰 저장소를 쓸 수 없음', en: 'The token store cannot be used.' },
        description: {
          ko: '{{ $labels.job }}이 토큰을 메모리에만 보관합니다. 재시작하면 새로 발급해야 합니다.',
          en: '{{ $labels.job }} keeps its token in memory only: a restart has to ask for a new one.',
        },
        boundaryTests: {
          given: (phases) => [following(tokenStoreDegraded, POD, phases, constant)],
          holdsAfter: '0m',
          splitSeries: (series, seriesAt) => [
            ...series,
            ...relabelled(seriesAt(0), OTHER_POD),
            // In the same trouble as the first.
            ...relabelled(series, { ...OTHER_POD, pod: 'observer-2' }),
          ],
        },
        scenarios: [],
      }),
    ],
  };
}
