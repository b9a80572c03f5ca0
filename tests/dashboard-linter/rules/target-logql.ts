import { expandVariables, LOKI_AUTO } from '../expand.ts';
import { type LogQuery, parseLogQuery } from '../logql.ts';
import type { LintedDashboard, LintedPanel, LintedTarget } from '../model.ts';
import { QUERY_TYPES, targetRule } from '../rule.ts';

/** Queries of logs are LogQL, or show the results of a panel that exists. */
export const targetLogql = targetRule('target-logql-rule', (target, panel, dashboard) => {
  if (!isLogQuery(target, panel, dashboard)) return [];
  const { expression, panelId } = target;
  if (expression === '') {
    return panelId <= 0 || dashboard.topLevelPanelIds.includes(panelId)
      ? []
      : [`the target refers to panel ${panelId}, which does not exist`];
  }
  return parsed(expression, dashboard) ? [] : [`invalid LogQL query: ${expression}`];
});

/** Ranges of log queries follow the width of the panel. */
export const targetLogqlAuto = targetRule('target-logql-auto-rule', (target, panel, dashboard) => {
  if (!isLogQuery(target, panel, dashboard)) return [];
  const { expression } = target;
  const query = parsed(expression, dashboard);
  if (query === undefined) return [`invalid LogQL query: ${expression}`];
  const hasFixedRange = !expression.includes('$__auto') && query.ranges.some((range) => range !== LOKI_AUTO);
  return hasFixedRange ? [`should have the range $__auto: ${expression}`] : [];
});

function isLogQuery(target: LintedTarget, panel: LintedPanel, { variables }: LintedDashboard): boolean {
  const isLoki =
    variables.find(({ type }) => type === 'datasource')?.query === 'loki' ||
    (target.datasource.uid !== undefined && target.datasource.type === 'loki');
  return isLoki && !target.isHidden && QUERY_TYPES.has(panel.type);
}

function parsed(expression: string, { variables }: LintedDashboard): LogQuery | undefined {
  // Unlike PromQL, where a string goes over lines: quotes are paired line by line.
  const lines = expression.split('\n').map((line) => expandVariables(line, variables));
  return lines.includes(undefined) ? undefined : parseLogQuery(lines.join('\n'));
}
