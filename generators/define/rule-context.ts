import type { Duration } from '../base/duration.ts';
import type { ServiceConfig } from '../config/config.ts';
import { over } from '../promql/build/select.ts';
import type { Scope } from '../promql/index.ts';
import { ruleScope } from './scope.ts';

/** The service and environment that rules are written for. */
export interface RuleContext<Threshold extends string = never> {
  /** Prefix of every alert's name: `Shop` in `ShopPodRestarting`. */
  readonly prefix: string;
  readonly config: ServiceConfig<Threshold>;
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /** The service's scope over the given window. */
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
