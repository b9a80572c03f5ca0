import { signal } from 'observability-as-code';
import {
  clampMin,
  increase,
  max,
  not,
  now,
  rate,
  type Scope,
  select,
  subtract,
  sum,
} from 'observability-as-code/promql';
import { tokenCacheHits, tokenExpiry, tokenIssues, tokenStoreDegraded } from '../metrics/observer.ts';

/** 0 once it has expired, and while there is none. */
export const tokenTimeLeft = signal(
  'token-time-left',
  {
    ko: 'KIS 토큰이 만료될 때까지 남은 시간입니다. 토큰이 없으면 0입니다.',
    en: 'Time until the KIS token expires; 0 while there is none.',
  },
  (scope) => clampMin(subtract(max(select(scope, tokenExpiry), ['namespace', 'job']), now), 0),
);

export const tokenStoreIsDegraded = signal(
  'token-store-degraded',
  {
    ko: '토큰 저장소를 쓸 수 없어 메모리로만 동작하면 1입니다.',
    en: '1 while the token store is unusable and tokens live in memory only.',
  },
  (scope) => max(select(scope, tokenStoreDegraded), ['namespace', 'job']),
);

export const failedTokenIssues = (scope: Scope) =>
  sum(increase(select(scope, tokenIssues, { result: not('success') }), scope.window), ['namespace', 'job']);

export const successfulTokenIssues = (scope: Scope) =>
  sum(increase(select(scope, tokenIssues, { result: 'success' }), scope.window), ['namespace', 'job']);

export const tokenIssueCount = signal(
  'token-issues',
  {
    ko: '기간 안의 토큰 발급 시도를 결과별로 보여줍니다.',
    en: 'Attempts to issue a token, by how they ended.',
  },
  (scope) => sum(increase(select(scope, tokenIssues), scope.window), ['namespace', 'job', 'result']),
);

export const tokenRequestRate = signal(
  'token-cache-hits',
  { ko: '토큰을 찾은 계층별 초당 횟수입니다.', en: 'Tokens served per second, by where they were found.' },
  (scope) => sum(rate(select(scope, tokenCacheHits), scope.window), ['tier']),
);
