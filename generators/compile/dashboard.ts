import type { ServiceConfig } from '../config/config.ts';
import type { Dashboard, Panel, Variable } from '../define/dashboard.ts';
import type { Project } from '../define/project.ts';
import { scopesOf } from '../define/scope.ts';
import { libraryText, textIn } from '../define/text.ts';
import { textOf } from '../promql/build/query.ts';
import { alertsOn, thresholdsOn } from './alert-panels.ts';
import { dashboardLinks, dataLinks } from './dashboard-links.ts';
import { panelId } from './identity.ts';
import { placeRows } from './layout.ts';
import { exploreUrl, runbookUrl } from './links.ts';
import type { CompiledAlert, CompiledDashboard, CompiledPanel, Target } from './model.ts';

/** The dashboard with rendered queries, placed panels, and alerts connected to their panels. */
export function compileDashboard(
  project: Project,
  config: ServiceConfig,
  definition: Dashboard,
  alerts: readonly CompiledAlert[],
): CompiledDashboard {
  const scopes = scopesOf(project);
  const scope = scopes.dashboard(config);
  const drillDown = scopes.drillDown(config);
  const compile = (panel: Panel, position: CompiledPanel['position']): CompiledPanel => {
    const targets: Target[] = panel.plots.map((plot) => {
      const query = plot.signal.query(scope);
      const expression = textOf(query);
      return { plot, query, expression, written: withConstants(expression, definition.variables) };
    });
    const own = alertsOn(panel, alerts);
    const closer = panel.drillDown ?? panel.plots[0]?.signal;
    return {
      definition: panel,
      id: panelId(panel.key),
      position,
      description: describe(panel, config),
      targets,
      thresholds: thresholdsOn(panel, alerts),
      alerts: own,
      links: [
        ...(closer
          ? [
              {
                title: textIn(CLOSER_LOOK, config.language),
                url: exploreUrl(config, textOf(closer.query(drillDown))),
              },
            ]
          : []),
        // Several alert rules may share a name, and so a runbook.
        ...[...new Set(own.map(({ definition }) => definition.name))].map((name) => ({
          title: `Runbook: ${name}`,
          url: runbookUrl(config, name),
        })),
      ],
      dataLinks: dataLinks(config, panel),
    };
  };
  return {
    definition,
    uid: config.grafana.uid,
    title: config.grafana.title,
    description: textIn(definition.description, config.language),
    links: dashboardLinks(config, definition),
    rows: placeRows(definition.rows).map((row) => ({
      definition: row.definition,
      id: panelId(`row:${row.definition.key}`),
      position: row.position,
      panels: row.definition.panels.flatMap((panel, index) => {
        const position = row.panels[index];
        return position === undefined ? [] : [compile(panel, position)];
      }),
    })),
  };
}

/** `raw`, because Grafana would otherwise escape the PromQL. */
function withConstants(expression: string, variables: readonly Variable[]): string {
  return variables.reduce(
    (text, variable) =>
      variable.kind === 'constant' ? text.replaceAll(variable.value, () => `\${${variable.name}:raw}`) : text,
    expression,
  );
}

const CLOSER_LOOK = libraryText({ ko: '드릴다운 (Explore)', en: 'Drill-down (Explore)' });

const HEADINGS = {
  bad: libraryText({ ko: '문제', en: 'Bad' }),
  next: libraryText({ ko: '다음 단계', en: 'Next' }),
};

/** What it shows, what is bad, what to do next: Markdown in the configured language. */
function describe({ description }: Panel, { language }: ServiceConfig): string {
  return [
    textIn(description.shows, language),
    `**${textIn(HEADINGS.bad, language)}:** ${textIn(description.bad, language)}`,
    `**${textIn(HEADINGS.next, language)}:** ${textIn(description.next, language)}`,
  ].join('\n\n');
}
