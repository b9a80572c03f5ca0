import { alert, compare, matching, type RuleGroup, spokenSeconds, spokenValue } from 'observability-as-code';
import { unless, where } from 'observability-as-code/promql';
import {
  failedTokenIssues,
  successfulTokenIssues,
  tokenStoreIsDegraded,
  tokenTimeLeft,
} from '../signals/token.ts';
import type { RuleContext } from './context.ts';
import { tokenCases } from './token.cases.ts';

/** Without a KIS token nothing is collected. */
export function tokenRules(context: RuleContext): RuleGroup {
  const { config, thresholds, within } = context;
  const cases = tokenCases(context);
  const lately = within('15m');
  const left = spokenSeconds(thresholds.tokenTimeLeftSeconds);
  return {
    name: `${config.app}-token`,
    rules: [
      alert('ObserverTokenIssueFailing', {
        severity: 'critical',
        condition: matching(
          unless(where(failedTokenIssues(lately), '>=', 1), where(successfulTokenIssues(lately), '>', 0), {
            on: ['namespace', 'job'],
          }),
        ),
        for: '5m',
        panel: 'token-issues',
        summary: { ko: 'KIS 토큰 발급이 실패하고 있음', en: 'No KIS token can be issued.' },
        description: {
          ko: '최근 15분간 {{ printf "%.0f" $value }}번 실패했고 성공은 없습니다. 토큰이 없으면 수집이 멈춥니다.',
          en: '{{ printf "%.0f" $value }} failures within 15 minutes, and no success. Without a token nothing is collected.',
        },
        ...cases.tokenIssueFailing,
      }),
      alert('ObserverTokenNearExpiry', {
        severity: 'warning',
        inhibitedBy: [{ alert: 'ObserverTokenIssueFailing', equal: ['job'] }],
        condition: compare(tokenTimeLeft, within('5m'), '<', thresholds.tokenTimeLeftSeconds),
        for: '10m',
        summary: { ko: `KIS 토큰이 ${left.ko} 안에 만료됨`, en: `The KIS token expires within ${left.en}.` },
        description: {
          ko: `남은 시간 ${spokenValue.ko}. 만료되면 수집이 멈춥니다.`,
          en: `Time left: ${spokenValue.en}. Collection stops when it expires.`,
        },
        ...cases.tokenNearExpiry,
      }),
      alert('ObserverTokenStoreDegraded', {
        severity: 'warning',
        condition: compare(tokenStoreIsDegraded, within('5m'), '==', 1),
        for: '10m',
        summary: { ko: '토큰 저장소를 쓸 수 없음', en: 'The token store cannot be used.' },
        description: {
          ko: '{{ $labels.job }}에서 토큰을 메모리에만 보관합니다. 재시작하면 새로 발급해야 합니다.',
          en: '{{ $labels.job }} keeps its token in memory only: a restart has to ask for a new one.',
        },
        ...cases.tokenStoreDegraded,
      }),
    ],
  };
}
