import { isPrometheusDashboard } from '../model.ts';
import { QUERY_TYPES, targetRule } from '../rule.ts';

/** Queries are PromQL, or show the results of a panel that exists. The data source of the target is not asked. */
export const targetPromql = targetRule('target-promql-rule', (target, panel, dashboard) => {
  if (!isPrometheusDashboard(dashboard) || !QUERY_TYPES.has(panel.type)) return [];
  const { expression, query, panelId } = target;
  if (expression === '' && panelId > 0) {
    return dashboard.topLevelPanelIds.includes(panelId)
      ? []
      : [`the target refers to panel ${panelId}, which does not exist`];
  }
  if (expression === '') return ['the target has no query'];
  return query ? [] : [`invalid PromQL query: ${expression}`];
});
