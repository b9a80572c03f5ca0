import { type CheckResult, DASHBOARD_CHECKS, runChecks } from '../checks/index.ts';
import type { Artifact } from '../compile/model.ts';
import { compileService } from '../compile/service.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { OverviewConfig } from '../config/overview.ts';
import { alerts } from '../contract/prometheus.ts';
import type { Dashboard } from '../define/dashboard.ts';
import type { Project } from '../define/project.ts';
import { OVERVIEW_LINT, renderOverview } from '../render/overview.ts';
import type { OverviewEntry } from './entry.ts';
import { objectivesDashboard } from './objectives-dashboard.ts';
import { EVERYWHERE, recordedGauge, up } from './queries.ts';
import { servicesDashboard } from './services-dashboard.ts';

export interface BuiltOverview extends Pick<CheckResult, 'diagnostics' | 'suppressed'> {
  readonly artifacts: readonly Artifact[];
  readonly panels: number;
}

/** Builds and checks the overviews. */
export function buildOverview(config: OverviewConfig, entries: readonly OverviewEntry[]): BuiltOverview {
  const rendered = compileOverviews(config, entries).map(renderOverview);
  const checked = rendered.map((one) => runChecks(one, DASHBOARD_CHECKS));
  return {
    artifacts: [
      ...rendered.flatMap(({ artifacts }) => artifacts),
      ...(rendered.length > 0 ? [OVERVIEW_LINT] : []),
    ],
    panels: rendered
      .flatMap(({ dashboard }) => dashboard.rows)
      .reduce((sum, { panels }) => sum + panels.length, 0),
    diagnostics: checked.flatMap(({ diagnostics }) => diagnostics),
    suppressed: checked.flatMap(({ suppressed }) => suppressed),
  };
}

export function compileOverviews(
  { services, objectives }: OverviewConfig,
  entries: readonly OverviewEntry[],
) {
  const dashboards: readonly (readonly [Dashboard | undefined, ServiceConfig])[] = [
    ...(services === undefined ? [] : [[servicesDashboard(entries, services), services] as const]),
    [objectivesDashboard(entries, objectives), objectives],
  ];
  return dashboards.flatMap(([dashboard, config]) =>
    dashboard === undefined ? [] : [compileService(projectOf(dashboard, entries), config)],
  );
}

/** Its contract contains what the queries read: series that Prometheus itself and the services' rules write. */
function projectOf(dashboard: Dashboard, entries: readonly OverviewEntry[]): Project {
  const recorded = entries.flatMap(({ objectives }) =>
    objectives.flatMap(({ recorded: { total, errorRatio, periodErrorRatio } }) => [
      total,
      ...Object.values(errorRatio),
      periodErrorRatio,
    ]),
  );
  return {
    contract: [alerts, up, ...[...new Set(recorded)].map(recordedGauge)],
    scopes: { dashboard: () => EVERYWHERE, drillDown: () => EVERYWHERE, rules: () => EVERYWHERE },
    dashboard: () => dashboard,
    rules: () => [],
  };
}
