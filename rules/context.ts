import type { Duration } from '../generators/base/duration.ts';
import type { ServiceConfig } from '../generators/config/config.ts';
import {
  type InstantVector,
  minOverTime,
  over,
  type Scope,
  select,
  where,
} from '../generators/promql/index.ts';
import { sessionOpen } from '../metrics/prometheus.ts';
import { ruleScope } from '../signals/scope.ts';
import type { Threshold } from '../signals/thresholds.ts';

/** What every file of rules is given. */
export interface RuleContext {
  readonly config: ServiceConfig<Threshold>;
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /** The service in its environment, over the given window. */
  within(window: Duration): Scope;
  /**
   * Has a sample while the whole window lies inside a KRX session: what was measured over it was measured with the
   * market open, so nothing fires at the opening bell.
   */
  sessionOpenFor(window: Duration): InstantVector<'namespace'>;
}

export function ruleContext(config: ServiceConfig<Threshold>): RuleContext {
  const scope = ruleScope(config);
  return {
    config,
    thresholds: config.thresholds,
    within: (window) => over(scope, window),
    sessionOpenFor: (window) => where(minOverTime(select(scope, sessionOpen), window), '==', 1),
  };
}

/** A ratio as people say it: 0.05 is `5%`. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}%`;
}

/** Seconds as people say them, in both languages. */
export function spoken(seconds: number): { readonly ko: string; readonly en: string } {
  const [amount, ko, en] =
    seconds % 3600 === 0
      ? [seconds / 3600, '시간', 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, '분', 'minute']
        : [seconds, '초', 'second'];
  return { ko: `${amount}${ko}`, en: `${amount} ${en}${amount === 1 ? '' : 's'}` };
}
