import type { CompiledService } from '../../compile/model.ts';
import { compileService } from '../../compile/service.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { type Metric, type Series, seriesOf } from '../../contract/metric.ts';
import type { Project } from '../../define/project.ts';
import { scopesOf } from '../../define/scope.ts';
import { analyse } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';
import { alertsOf, panelsOf, recordsOf } from '../service.ts';

export const unread = defineCheck({
  code: 'contract/unread',
  severity: 'warning',
  title: 'Every metric of the service is read, or gives a reason',
  reason: 'Prometheus stores it, but no panel shows it and no alert compares it',
  page: {
    details:
      'No panel, link to Explore, variable, annotation or rule reads a metric that the service itself emits or its rules record, and the metric gives no reason in `unread`. Optional parts count as enabled. Metrics of other exporters are not checked.',
    impact: 'Prometheus stores the metric, but no panel shows it and no alert compares it.',
    example: {
      language: 'ts',
      bad: "shop.counter('shop_orders_lost_total', { unit: 'count', help: 'Orders lost.' })",
      good: "shop.gauge('shop_build_info', { unit: 'info', help: '…', unread: 'For Explore: which version ran.' })",
    },
  },
  *find(service) {
    const { project, config } = service;
    const isWhole = Object.values(config.parts).every(Boolean);
    const series = [...readBy(service), ...(isWhole ? [] : readByAll(project, config))];
    const read = new Set(series.map(({ exporter, metric }) => keyOf(exporter.key, metric)));
    const named = new Set(
      queriesOf(service)
        .filter(({ origin }) => origin === 'annotation' || origin === 'variable')
        .flatMap(({ expression }) =>
          analyse(expression).selectors.map(({ selector }) => selector.metric?.text),
        ),
    );
    for (const metric of project.contract.filter(isOwn)) {
      const isRead =
        read.has(keyOf(metric.exporter.key, metric.name)) ||
        seriesOf(metric).some(({ name }) => named.has(name));
      if (isRead || metric.unread !== undefined) continue;
      yield {
        place: { definition: `metric ${metric.name}` },
        message: `no panel and no rule reads ${metric.name}`,
        remedy: "Plot it or compare it in a rule, or state why that is unnecessary: unread: '…'",
      };
    }
  },
});

/**
 * Whether the service emits the metric or its rules record it. Metrics of other exporters do not count, nor
 * does `up`, which is Prometheus's own.
 */
function isOwn({ exporter, name }: Metric): boolean {
  return (exporter.key === 'service' || exporter.key === 'rules') && name !== 'up';
}

const keyOf = (exporter: string, metric: string) => `${exporter} ${metric}`;

/** What panels, their links and rules read. */
function readBy(service: CompiledService): readonly Series[] {
  const scope = scopesOf(service.project).drillDown(service.config);
  return [
    ...panelsOf(service).flatMap(({ targets, definition }) => [
      ...targets.flatMap(({ query }) => query.reads),
      ...(definition.drillDown?.query(scope).reads ?? []),
    ]),
    ...alertsOf(service).flatMap(({ definition }) => definition.condition.query.reads),
    ...recordsOf(service).flatMap(({ definition }) => definition.query.reads),
  ];
}

/** The same, including optional parts that this deployment lacks. */
function readByAll(project: Project, config: ServiceConfig): readonly Series[] {
  const parts = Object.fromEntries(Object.keys(config.parts).map((part) => [part, true]));
  return readBy(compileService(project, { ...config, parts }));
}
