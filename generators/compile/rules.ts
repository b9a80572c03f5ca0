import type { ServiceConfig } from '../config/config.ts';
import type { Dashboard } from '../define/dashboard.ts';
import type { Alert, RecordingRule, RuleGroup } from '../define/rules.ts';
import { textIn } from '../define/text.ts';
import { textOf } from '../promql/build/query.ts';
import { panelOf } from './alert-panels.ts';
import { boundaryTestScenarios } from './boundary-tests/index.ts';
import { panelUrl, runbookUrl } from './links.ts';
import type { CompiledAlert, CompiledGroup, CompiledRecordingRule } from './model.ts';
import { escapeTemplate } from './template/escape.ts';

/** The groups with rendered expressions and annotations in one language. */
export function compileGroups(
  config: ServiceConfig,
  dashboard: Dashboard,
  groups: readonly RuleGroup[],
): readonly CompiledGroup[] {
  return groups.map(({ name, rules }) => ({
    name,
    interval: config.intervals.evaluation,
    rules: rules.map((rule) =>
      rule.kind === 'alert' ? compileAlert(rule, config, dashboard) : compileRecord(rule),
    ),
  }));
}

function compileAlert(definition: Alert, config: ServiceConfig, dashboard: Dashboard): CompiledAlert {
  const { query } = definition.condition;
  const panel = panelOf(definition, dashboard);
  const hasNamespace = query.labels.includes('namespace');
  return {
    kind: 'alert',
    definition: { ...definition, scenarios: [...definition.scenarios, ...boundaryTestScenarios(definition)] },
    expression: textOf(query),
    labels: {
      // Inhibition compares labels: two alerts without `namespace` would count as in one namespace.
      ...(hasNamespace ? {} : { namespace: escapeTemplate(config.namespace) }),
      ...mapValues(config.alerts.labels, escapeTemplate),
      ...mapValues(definition.labels ?? {}, escapeTemplate),
      severity: definition.severity,
    },
    annotations: {
      summary: textIn(definition.summary, config.language),
      description: textIn(definition.description, config.language),
      runbook_url: escapeTemplate(runbookUrl(config, definition.name)),
      ...(panel === undefined ? {} : { dashboard_url: escapeTemplate(panelUrl(config, panel)) }),
    },
    panel,
  };
}

function compileRecord(definition: RecordingRule): CompiledRecordingRule {
  return { kind: 'recording rule', definition, expression: textOf(definition.query) };
}

function mapValues(
  labels: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, change(value)]));
}
