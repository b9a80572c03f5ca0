import type { Duration } from '../base/duration.ts';
import type { ServiceConfig } from '../config/config.ts';
import { over } from '../promql/build/select.ts';
import type { Scope } from '../promql/index.ts';

/** What rules are written for: one service in one environment. */
export interface RuleContext<Threshold extends string = never> {
  /** Begins the name of every alert: `Shop` of `ShopPodRestarting`. */
  readonly prefix: string;
  readonly config: ServiceConfig<Threshold>;
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /** The service in its environment, over the given window. */
  within(window: Duration): Scope;
}

export function ruleContext<Threshold extends string>(
  prefix: string,
  config: ServiceConfig<Threshold>,
  scope: Scope,
): RuleContext<Threshold> {
  return { prefix, config, thresholds: config.thresholds, within: (window) => over(scope, window) };
}
