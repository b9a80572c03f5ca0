import type { Diagnostic } from '../../base/diagnostic.ts';
import { buildService } from '../../cli/build.ts';
import { proveRules } from '../../cli/rule-proof.ts';
import type { ServiceConfig } from '../../config/config.ts';
import type { ThresholdDeclaration } from '../../config/declaration.ts';
import { loadConfiguration } from '../../config/load.ts';
import { exporter, jobsOf, type Metric, objectiveSeries, oneOf, upTo } from '../../contract/index.ts';
import { ruleEvaluation, upOf } from '../../contract/prometheus.ts';
import { plot, type Row, row, stat, type Variable } from '../../define/dashboard.ts';
import { type Objective, objective } from '../../define/objective/index.ts';
import { defineProject, type Project } from '../../define/project.ts';
import { type RuleContext, ruleContext } from '../../define/rule-context.ts';
import type { RuleGroup } from '../../define/rules.ts';
import { http } from '../http/index.ts';
import { firingAlerts, serviceVariables, targetRules, targetUp, watchdogRules } from '../prometheus/index.ts';

/**
 * A shop as a stranger would monitor it with the mixins: other names and labels than the observer's, English
 * only.
 */
export const shop = exporter({
  key: 'service',
  job: 'shop',
  describes: 'the shop',
  targetLabels: ['namespace', 'job', 'instance', 'pod'],
});

export const shopUp = upOf(shop);

const route = { verb: oneOf('GET', 'POST'), path: upTo(50, 'path templates') };

export const requests = shop.counter('shop_requests_total', {
  unit: 'count',
  help: 'Requests answered.',
  labels: { ...route, code: upTo(60, 'status codes') },
  presence: 'after-first-event',
});

export const requestDuration = shop.histogram('shop_request_duration_seconds', {
  unit: 'seconds',
  help: 'Time to answer.',
  labels: route,
  buckets: [0.01, 0.1, 0.5, 1, 5],
  presence: 'after-first-event',
});

export const shopHttp = http({
  requests,
  duration: requestDuration,
  status: 'code',
  route: ['verb', 'path'],
});

export const availability: Objective = objective('availability', {
  title: 'Availability',
  target: 0.995,
  minimumEvents: 100,
  series: objectiveSeries(ruleEvaluation, { total: 'shop_requests', errors: 'shop_requests_failed' }),
  ...shopHttp.availability,
});

export const latency: Objective = objective('latency', {
  title: 'Latency',
  target: 0.99,
  minimumEvents: 100,
  series: objectiveSeries(ruleEvaluation, { total: 'shop_timed', errors: 'shop_slow' }),
  // Prometheus 3 writes this bound differently.
  ...shopHttp.answeredWithin(1),
});

interface Parts<Threshold extends string> {
  readonly metrics: readonly Metric[];
  readonly thresholds: Readonly<Record<Threshold, ThresholdDeclaration>>;
  readonly rows: readonly Row[];
  variables?(config: ServiceConfig): readonly Variable[];
  rules(context: RuleContext<Threshold>): readonly RuleGroup[];
}

/** Every service has a panel that shows whether it is up. */
const up = row('targets', 'Targets', [
  firingAlerts,
  stat({
    key: 'target-up',
    title: 'Targets',
    description: { bad: 'A target that is down.', next: 'Look at the pod.' },
    unit: 'short',
    plots: [plot(targetUp(shopUp), { legend: '{{instance}}' })],
    width: 18,
    height: 5,
  }),
]);

/** A project of these parts, in addition to whether the shop is up. */
export function shopProject<Threshold extends string>(parts: Parts<Threshold>): Project<Threshold> {
  return defineProject<Threshold>({
    languages: ['en'],
    contract: [shopUp, ...parts.metrics],
    thresholds: parts.thresholds,
    dashboard: (config) => ({
      key: 'shop',
      description: 'The state of the shop.',
      rows: [up, ...parts.rows],
      variables: [...serviceVariables(config, shopUp), ...(parts.variables?.(config) ?? [])],
      annotations: [],
    }),
    rules: (config) => {
      const context = ruleContext('Shop', config);
      return [
        { name: 'shop-targets', rules: targetRules(context, { up: shopUp, panel: 'target-up' }) },
        { name: 'shop-heartbeat', rules: watchdogRules(context, { up: shopUp, panel: firingAlerts.key }) },
        ...parts.rules(context),
      ];
    },
  });
}

/** @param more lines of the configuration */
export function shopConfig(project: Project, more = ''): ServiceConfig {
  const { services } = loadConfiguration({
    file: 'observability.yaml',
    text: `app: shop
namespace: shop-prod
grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
${more}`,
    declaration: {
      languages: ['en'],
      thresholds: project.thresholds ?? {},
      jobs: jobsOf(project.contract),
      extensions: {},
    },
  });
  const [config] = services;
  if (config === undefined) throw new Error('the configuration above has no service');
  return config;
}

/** The findings of the checks in the project, and promtool's message about its rules. */
export async function findingsIn(
  project: Project,
  config: ServiceConfig,
  promtool: string,
): Promise<readonly Diagnostic[]> {
  const { built, diagnostics } = buildService(project, config, new Date(0));
  if (built === undefined) return diagnostics;
  const proof = await proveRules({ name: 'promtool', path: promtool, origin: '.tools' }, built, undefined);
  return [...diagnostics, ...proof.diagnostics];
}
