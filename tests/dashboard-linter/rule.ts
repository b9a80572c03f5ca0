import type { LintedDashboard, LintedPanel, LintedTarget } from './model.ts';

export type RuleName =
  | 'template-datasource-rule'
  | 'template-job-rule'
  | 'template-instance-rule'
  | 'template-label-promql-rule'
  | 'template-on-time-change-reload-rule'
  | 'panel-datasource-rule'
  | 'panel-title-description-rule'
  | 'panel-units-rule'
  | 'panel-no-targets-rule'
  | 'target-logql-rule'
  | 'target-logql-auto-rule'
  | 'target-promql-rule'
  | 'target-rate-interval-rule'
  | 'target-job-rule'
  | 'target-instance-rule'
  | 'target-counter-agg-rule'
  | 'uneditable-dashboard';

export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly panel?: LintedPanel;
  readonly target?: LintedTarget;
}

export interface Rule {
  readonly name: RuleName;
  check(dashboard: LintedDashboard): readonly Finding[];
}

/** A rule of the whole dashboard; each text is an error. */
export function dashboardRule(
  name: RuleName,
  check: (dashboard: LintedDashboard) => readonly string[],
): Rule {
  return {
    name,
    check: (dashboard) => check(dashboard).map((message) => ({ severity: 'error', message })),
  };
}

/** A rule of panels of some types. */
export function panelRule(
  name: RuleName,
  types: ReadonlySet<string>,
  check: (panel: LintedPanel, dashboard: LintedDashboard) => string | undefined,
): Rule {
  return {
    name,
    check: (dashboard) =>
      dashboard.panels
        .filter(({ type }) => types.has(type))
        .flatMap((panel) => {
          const message = check(panel, dashboard);
          return message === undefined ? [] : [{ severity: 'error', message, panel }];
        }),
  };
}

/** A rule of each query of each panel; each text is an error. */
export function targetRule(
  name: RuleName,
  check: (target: LintedTarget, panel: LintedPanel, dashboard: LintedDashboard) => readonly string[],
): Rule {
  return {
    name,
    check: (dashboard) =>
      dashboard.panels.flatMap((panel) =>
        (panel.targets ?? []).flatMap((target) =>
          check(target, panel, dashboard).map((message) => ({
            severity: 'error' as const,
            message,
            panel,
            target,
          })),
        ),
      ),
  };
}

/** Panels whose title, unit and targets are looked at. A bar gauge or a heatmap is not among them. */
export const CHECKED_TYPES: ReadonlySet<string> = new Set([
  'stat',
  'singlestat',
  'graph',
  'table',
  'timeseries',
  'gauge',
]);

/** Panels whose queries are parsed. */
export const QUERY_TYPES: ReadonlySet<string> = new Set([
  'singlestat',
  'gauge',
  'table',
  'stat',
  'state-timeline',
  'timeseries',
]);
