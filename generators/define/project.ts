import type { Diagnostic } from '../base/diagnostic.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { ConfigurationDeclaration, ThresholdDeclaration } from '../config/declaration.ts';
import type { Metric } from '../contract/metric.ts';
import type { Scope } from '../promql/build/select.ts';
import type { Dashboard } from './dashboard.ts';
import type { Routing } from './routing.ts';
import type { RuleGroup } from './rules.ts';
import type { WorkloadDefinition } from './workload.ts';

/** Everything the generators need to know about a service. */
export interface Project<Threshold extends string = string> {
  /**
   * The languages of all texts, except those that are the same in all; the first one is the default of
   * `language`. If left out, texts are in the configured language, whichever it is.
   */
  readonly languages?: readonly string[];
  /** Every metric that the service emits, or that its panels and alerts read. Nothing else can be queried. */
  readonly contract: readonly Metric[];
  /** Configurable numbers that alerts compare with, by their key under `thresholds`. */
  readonly thresholds?: Readonly<Record<Threshold, ThresholdDeclaration>>;
  /** JSON Schemas of further blocks of the configuration, by their key. */
  readonly extensions?: ConfigurationDeclaration['extensions'];
  /**
   * Optional parts of a deployment, with a sentence for editors. If `<part>.enabled` is false, `config.parts`
   * says so, and the project leaves out the rows, panels and rules of that part.
   */
  readonly parts?: ConfigurationDeclaration['parts'];
  /** Overrides for selection by the configuration's jobs and selectors. */
  readonly scopes?: {
    /** How panels select: by Grafana's variables. */
    dashboard?(config: ServiceConfig<Threshold>): Scope;
    /** How a link to Explore selects. */
    drillDown?(config: ServiceConfig<Threshold>): Scope;
    /** How rules select: by fixed values. Scenarios take the labels of their series from it. */
    rules?(config: ServiceConfig<Threshold>): Scope;
  };
  /** How it runs in Kubernetes. Absent if it is deployed in another way. */
  readonly workload?: WorkloadDefinition;
  dashboard(config: ServiceConfig<Threshold>): Dashboard;
  rules(config: ServiceConfig<Threshold>): readonly RuleGroup[];
  /**
   * Where alerts go, together with the configuration's block `alertmanager`; `standardRouting()` by default.
   */
  routing?(config: ServiceConfig<Threshold>): Routing;
  /** Problems of configuration blocks that a schema cannot detect. */
  problems?(config: ServiceConfig<Threshold>): readonly Diagnostic[];
  /** Hints for people today. They may depend on the date; generated files may not. */
  advice?(config: ServiceConfig<Threshold>, today: Date): readonly Diagnostic[];
}

/** The default export of `observability.ts`; its threshold names become part of the configuration's type. */
export function defineProject<Threshold extends string = never>(
  project: Project<Threshold>,
): Project<Threshold> {
  return project;
}
