import { alertmanagerDefaults } from './alertmanager-defaults.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { displayName } from './display-name.ts';
import { type Path, valueAt } from './document/path.ts';
import { podPattern, volumePattern } from './names/kubernetes.ts';

/** Defaults that do not depend on other settings. */
export const DEFAULTS = {
  environment: 'prod',
  language: 'en',
  service: { portName: 'http', metricsPath: '/metrics' },
  intervals: { scrape: '30s', scrapeTimeout: '10s', evaluation: '30s' },
  prometheus: { retention: '10d' },
  operator: {
    'kube-prometheus-stack': { profile: 'kube-prometheus-stack', release: 'prometheus' },
    'kube-prometheus': {
      profile: 'kube-prometheus',
      prometheusNamespace: 'monitoring',
      serviceAccount: 'prometheus-k8s',
    },
    custom: { profile: 'custom' },
  },
  grafana: {
    sidecarLabels: { grafana_dashboard: '1' },
    sidecarFolderAnnotation: 'grafana_folder',
    refresh: '30s',
    range: '3h',
    /** Grafana 11 to 13 read it. Each migrates older versions, and rejects or misreads newer ones. */
    schemaVersion: 39,
    logs: { datasource: 'loki' },
    traces: { datasource: 'tempo' },
  },
} as const;

export type Profile = keyof typeof DEFAULTS.operator;

export const DEFAULT_PROFILE: Profile = 'kube-prometheus-stack';

export function isProfile(name: unknown): name is Profile {
  return typeof name === 'string' && Object.hasOwn(DEFAULTS.operator, name);
}

/** Replaces a missing `app`, so that only the missing key is reported. */
const ANY_APP = 'app';

/**
 * The defaults for `written`, the merged file. Selector labels are all or nothing: one more label on a
 * selector would select nothing.
 */
export function defaultsFor(
  written: unknown,
  environment: string,
  declaration: ConfigurationDeclaration,
): Readonly<Record<string, unknown>> {
  const writtenApp = valueAt(written, ['app']);
  const app = typeof writtenApp === 'string' ? writtenApp : ANY_APP;
  const serviceName = valueAt(written, ['service', 'name']) ?? app;
  const writtenProfile = valueAt(written, ['operator', 'profile']);
  const profile = isProfile(writtenProfile) ? writtenProfile : DEFAULT_PROFILE;
  const { sidecarLabels, logs, traces, ...grafana } = DEFAULTS.grafana;
  const thresholds = Object.entries(declaration.thresholds);
  const isWritten = (...path: Path) => valueAt(written, path) !== undefined;
  return {
    language: declaration.languages?.[0] ?? DEFAULTS.language,
    service: {
      ...DEFAULTS.service,
      name: app,
      ...(!isWritten('service', 'labels') && { labels: { app } }),
    },
    intervals: DEFAULTS.intervals,
    jobs: {
      ...declaration.jobs,
      ...(Object.hasOwn(declaration.jobs, 'service') && { service: serviceName }),
    },
    // `app` begins with a letter and contains only letters, digits and `-`, so nothing needs escaping.
    selectors: { pods: podPattern(app), volumes: volumePattern(app, generatedVolumes(written, declaration)) },
    prometheus: DEFAULTS.prometheus,
    operator: DEFAULTS.operator[profile],
    labels: { app },
    alerts: { labels: { service: app, team: app } },
    grafana: {
      ...grafana,
      uid: `${app}-${environment}`,
      title: `${displayName(app)} ${environmentTitle(environment)} Monitoring`,
      folder: displayName(app),
      tags: [app, environment],
      ...(!isWritten('grafana', 'sidecarLabels') && { sidecarLabels }),
      ...(isWritten('grafana', 'logs') && {
        logs: {
          ...logs,
          ...(!isWritten('grafana', 'logs', 'labels') && {
            labels: { namespace: valueAt(written, ['namespace']), app },
          }),
        },
      }),
      ...(isWritten('grafana', 'traces') && { traces: { ...traces, service: app } }),
    },
    runbooks: {},
    thresholds: Object.fromEntries(thresholds.map(([name, threshold]) => [name, threshold.default])),
    checks: { disabled: {} },
    ...alertmanagerDefaults(written, app),
    ...Object.fromEntries(Object.keys(declaration.parts ?? {}).map((part) => [part, { enabled: true }])),
    ...workloadDefaults(written, app, declaration),
  };
}

/** The volumes of a generated workload; undefined if the claims come from elsewhere. */
function generatedVolumes(
  written: unknown,
  { workload }: ConfigurationDeclaration,
): readonly string[] | undefined {
  const isGenerated =
    valueAt(written, ['workload']) !== undefined && valueAt(written, ['workload', 'enabled']) !== false;
  return workload === undefined || !isGenerated ? undefined : Object.keys(workload.volumes).sort();
}

/** A workload has defaults only if the block is there: otherwise nothing is deployed. */
function workloadDefaults(
  written: unknown,
  app: string,
  { workload }: ConfigurationDeclaration,
): Readonly<Record<string, unknown>> {
  if (workload === undefined || valueAt(written, ['workload']) === undefined) return {};
  const volumes = Object.entries(workload.volumes).map(([name, { size }]) => [name, { size }]);
  return {
    workload: {
      enabled: true,
      secret: `${app}-secrets`,
      resources: workload.resources,
      volumes: Object.fromEntries(volumes),
      environment: {},
      network: {
        prometheusNamespace:
          valueAt(written, ['operator', 'prometheusNamespace']) ??
          DEFAULTS.operator['kube-prometheus'].prometheusNamespace,
        clients: [],
        connections: [],
      },
    },
  };
}

export function environmentTitle(environment: string): string {
  return environment === 'prod' ? 'Production' : displayName(environment);
}
