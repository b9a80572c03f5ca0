import {
  ruleContext as contextOf,
  type Duration,
  type RuleContext as LibraryContext,
  ruleScope,
  type ServiceConfig,
} from 'observability-as-code';
import { type InstantVector, minOverTime, select, where } from 'observability-as-code/promql';
import { sessionOpen } from '../metrics/prometheus.ts';
import type { Threshold } from '../signals/thresholds.ts';

/** What every file of rules is given. */
export interface RuleContext extends LibraryContext<Threshold> {
  /**
   * Has a sample while the whole window lies inside a KRX session: what was measured over it was measured with the
   * market open, so nothing fires at the opening bell.
   */
  sessionOpenFor(window: Duration): InstantVector<'namespace'>;
}

export function ruleContext(config: ServiceConfig<Threshold>): RuleContext {
  const scope = ruleScope(config);
  return {
    ...contextOf('Observer', config),
    sessionOpenFor: (window) => where(minOverTime(select(scope, sessionOpen), window), '==', 1),
  };
}
