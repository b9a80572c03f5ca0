import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import type { ServiceConfig } from './config.ts';
import { checkFleet, checkService, type LocatedService } from './consistency.ts';
import { type DashboardIdentity, dashboardsElsewhere, dashboardsIn } from './dashboard-identity.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { defaultsFor } from './defaults.ts';
import { type ConfigurationDocument, parseDocument } from './document/parse.ts';
import { type Path, valueAt } from './document/path.ts';
import { checkFleetNames, chooseEnvironment } from './environments.ts';
import { explainErrors } from './explain/explain.ts';
import { combineAlike, inFileOrder } from './explain/report.ts';
import { groupBy } from './group-by.ts';
import { candidatesIn, commonLayers, merge, originOf } from './layers.ts';
import { checkSelectorOverlap } from './names/overlap.ts';
import { checkOverview, type OverviewConfig, overviewSettings } from './overview.ts';
import { knownPaths } from './schema.ts';
import { sharedDashboards } from './shared-dashboards.ts';
import {
  type EffectiveConfiguration,
  fileErrors,
  isEffective,
  type Validators,
  validatorsFor,
} from './validation.ts';

export interface LoadOptions<Threshold extends string> {
  /** Path for diagnostics; nothing is read from it. */
  readonly file: string;
  /** Content of the file. */
  readonly text: string;
  readonly declaration: ConfigurationDeclaration<Threshold>;
  /** By default the file's default. */
  readonly environment?: string | undefined;
}

export interface LoadedConfiguration<Threshold extends string> {
  readonly environment: string;
  /** In the order of the file. */
  readonly environments: readonly string[];
  readonly defaultEnvironment: string;
  /** By `app`, in code-unit order. */
  readonly services: readonly ServiceConfig<Threshold>[];
  /** Absent if no overview is generated. */
  readonly overview?: OverviewConfig;
  /** What is allowed but probably unintended. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * The effective configuration of one environment: defaults < file < `environments.<name>` < `services.<app>`
 * < `services.<app>.environments.<name>`.
 *
 * @throws DiagnosticError with everything that is wrong in the file: `config/syntax`, or else
 *   `config/unknown-key`, `config/type`, `config/value`, `config/overlap` and `config/unknown-environment`.
 */
export function loadConfiguration<Threshold extends string>(
  options: LoadOptions<Threshold>,
): LoadedConfiguration<Threshold> {
  const { declaration } = options;
  const document = parseDocument(options.file, options.text);
  const validators = validatorsFor(declaration);
  const known = knownPaths(declaration);
  failOn(
    explainErrors(fileErrors(validators, document.data), {
      data: document.data,
      document,
      originOf: (path) => originOf([{ prefix: [], value: document.data }], path),
      knownPaths: known,
    }),
  );
  const { diagnostics: ofEnvironment, ...chosen } = chooseEnvironment(document, options.environment);
  failOn([...ofEnvironment, ...checkFleetNames(document, chosen.environments)]);

  const diagnostics: Diagnostic[] = [];
  const services: (LocatedService & { readonly config: ServiceConfig<Threshold> })[] = [];
  const dashboards =
    chosen.environments.length < 2
      ? []
      : chosen.environments.flatMap((environment) => dashboardsIn(document.data, environment, declaration));
  const byApp = groupBy(dashboards, ({ app }) => app);
  const candidates = candidatesIn(document.data, chosen.environment);
  for (const { layers, written } of candidates) {
    const data = merge(defaultsFor(written, chosen.environment, declaration), written);
    const origin = (path: Path) => originOf(layers, path);
    if (isEffective<Threshold>(validators, data)) {
      const service = {
        config: toServiceConfig(data, chosen.environment, declaration, byApp.get(data.app) ?? []),
        layerOf: (path: Path) => (origin(path).isWritten ? origin(path).layer : -1),
        placeOf: (path: Path) => document.place(origin(path).path, 'value'),
      };
      services.push(service);
      diagnostics.push(...checkService(service));
    } else {
      const errors = validators.presence.errors ?? [];
      diagnostics.push(...explainErrors(errors, { data, document, originOf: origin, knownPaths: known }));
    }
  }
  const overview = overviewOf(document, chosen.environment, declaration, validators);
  const common = commonLayers(document.data, chosen.environment);
  const found = [
    ...(overview === undefined
      ? []
      : checkOverview(overview, services, (path) => document.place(originOf(common, path).path, 'value'))),
    ...combineAlike(diagnostics, candidates.length),
    ...checkFleet(services),
    ...checkSelectorOverlap(services),
  ];
  failOn(found.filter(({ severity }) => severity === 'error'));
  return {
    ...chosen,
    services: services.map(({ config }) => config),
    ...(overview === undefined ? {} : { overview }),
    warnings: inFileOrder([...found, ...sharedDashboards(document, dashboards)]),
  };
}

function overviewOf(
  document: ConfigurationDocument,
  environment: string,
  declaration: ConfigurationDeclaration,
  validators: Validators,
): OverviewConfig | undefined {
  const settings = overviewSettings(document.data, environment, declaration);
  const configOf = (data: unknown) =>
    isEffective(validators, data) ? toServiceConfig(data, environment, declaration, []) : undefined;
  const [services, objectives] = [configOf(settings.services), configOf(settings.objectives)];
  // What is missing here is also missing in a service, which has a diagnostic.
  if (objectives === undefined) return undefined;
  return { ...(services === undefined ? {} : { services }), objectives };
}

function failOn(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new DiagnosticError(inFileOrder(diagnostics));
}

function extensionsIn(
  data: unknown,
  declaration: ConfigurationDeclaration,
): Readonly<Record<string, unknown>> {
  const present = Object.keys(declaration.extensions).map((name) => [name, valueAt(data, [name])]);
  return Object.fromEntries(present.filter(([, value]) => value !== undefined));
}

function partsIn(data: unknown, { parts = {} }: ConfigurationDeclaration): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    Object.keys(parts).map((part) => [part, valueAt(data, [part, 'enabled']) === true]),
  );
}

function toServiceConfig<Threshold extends string>(
  data: EffectiveConfiguration<Threshold>,
  environment: string,
  declaration: ConfigurationDeclaration,
  dashboards: readonly DashboardIdentity[],
): ServiceConfig<Threshold> {
  return {
    app: data.app,
    environment,
    namespace: data.namespace,
    language: data.language,
    service: data.service,
    intervals: data.intervals,
    jobs: data.jobs,
    selectors: data.selectors,
    prometheus: data.prometheus,
    operator: data.operator,
    labels: data.labels,
    alerts: data.alerts,
    grafana: { ...data.grafana, url: withoutTrailingSlash(data.grafana.url) },
    elsewhere: dashboardsElsewhere(environment, dashboards),
    runbooks: { url: withoutTrailingSlash(data.runbooks.url) },
    thresholds: data.thresholds,
    ...(data.alertmanager === undefined ? {} : { alertmanager: data.alertmanager }),
    ...(data.workload === undefined ? {} : { workload: data.workload }),
    parts: partsIn(data, declaration),
    extensions: extensionsIn(data, declaration),
    disabledChecks: data.checks.disabled,
  };
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
