import type { Duration } from '../base/duration.ts';
import type { ServiceConfig } from '../config/config.ts';
import { over } from '../promql/build/select.ts';
import type { Scope } from '../promql/index.ts';
import { ruleScope } from './scope.ts';

/** What rules are written for: one service in one environment. */
export interface RuleContext<Threshold extends string = never> {
  /** Begins the name of every alert: `Shop` of `ShopPodRestarting`. */
  readonly prefix: string;
  readonly config: ServiceConfig<Threshold>;
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /** The service in its environment, over the given window. */
  within(window: Duration): Scope;
}

/** @param scope of the rules; by default the jobs and selectors of the configuration */
export function ruleContext<Threshold extends string>(
  prefix: string,
  config: ServiceConfig<Threshold>,
  scope: Scope = ruleScope(config),
): RuleContext<Threshold> {
  return { prefix, config, thresholds: config.thresholds, within: (window) => over(scope, window) };
}
