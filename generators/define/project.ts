import type { Diagnostic } from '../base/diagnostic.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { ConfigurationDeclaration, ThresholdDeclaration } from '../config/declaration.ts';
import type { Metric } from '../contract/metric.ts';
import type { Scope } from '../promql/build/select.ts';
import type { Dashboard } from './dashboard.ts';
import type { Routing } from './routing.ts';
import type { RuleGroup } from './rules.ts';
import type { WorkloadDefinition } from './workload.ts';

/** Everything the generators need to know of a service: they know nothing of it themselves. */
export interface Project<Threshold extends string = string> {
  /**
   * In which every text is written, beside those that are the same in all; the first one is the default of `language`. Left
   * out, the texts are in whatever language is configured.
   */
  readonly languages?: readonly string[];
  /** Every metric that the service emits or that its panels and alerts read; nothing else can be queried. */
  readonly contract: readonly Metric[];
  /** Numbers of the configuration that alerts compare with, by their key under `thresholds`. */
  readonly thresholds?: Readonly<Record<Threshold, ThresholdDeclaration>>;
  /** JSON Schemas of further blocks of the configuration, by their key. */
  readonly extensions?: ConfigurationDeclaration['extensions'];
  /**
   * What a deployment may lack, with a sentence for editors. Where `<part>.enabled` is false, `config.parts` says so, and the
   * project leaves out the rows, panels and rules of it.
   */
  readonly parts?: ConfigurationDeclaration['parts'];
  /** Where queries select otherwise than by the jobs and selectors of the configuration. */
  readonly scopes?: {
    /** How panels select: by Grafana's variables. */
    dashboard?(config: ServiceConfig<Threshold>): Scope;
    /** How a link into Explore selects. */
    drillDown?(config: ServiceConfig<Threshold>): Scope;
    /** How rules select: by fixed values. Scenarios take the labels of their series from it. */
    rules?(config: ServiceConfig<Threshold>): Scope;
  };
  /** How it runs in Kubernetes. Absent where others deploy it. */
  readonly workload?: WorkloadDefinition;
  dashboard(config: ServiceConfig<Threshold>): Dashboard;
  rules(config: ServiceConfig<Threshold>): readonly RuleGroup[];
  /** Where the alerts go, with the block `alertmanager` of the configuration; `standardRouting()` if left out. */
  routing?(config: ServiceConfig<Threshold>): Routing;
  /** What is wrong with the blocks of the configuration that a schema cannot see. */
  problems?(config: ServiceConfig<Threshold>): readonly Diagnostic[];
  /** What a person should know today. It may depend on the date; what is generated may not. */
  advice?(config: ServiceConfig<Threshold>, today: Date): readonly Diagnostic[];
}

/** The default export of `observability.ts`; the names of its thresholds become the type of the configuration. */
export function defineProject<Threshold extends string = never>(
  project: Project<Threshold>,
): Project<Threshold> {
  return project;
}
