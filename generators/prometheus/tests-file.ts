import type { ServiceConfig } from '../config/config.ts';
import type { CompiledAlert, CompiledGroup } from '../definitions/compiled.ts';
import { DiagnosticError } from '../definitions/diagnostic.ts';
import { formatDuration, milliseconds } from '../definitions/duration.ts';
import type { Project } from '../definitions/project.ts';
import type { Firing, GivenSeries, Scenario } from '../definitions/scenario.ts';
import { quote } from '../promql/escape.ts';
import type { Scope } from '../promql/select.ts';
import { remembering } from '../remembering.ts';
import { SAMPLE_INTERVAL, seriesNotation } from './series-notation.ts';
import { renderTemplate } from './template.ts';

/** A file of scenarios; its name says the group, and the clock where it is slower than usual. */
export interface TestFile {
  readonly name: string;
  readonly content: object;
}

/**
 * The scenarios as promtool test files that versions 2.42 to 3.x read: every group is listed in the order of
 * evaluation (unlisted groups run in random order), every test gives its interval (2.42 takes 0 otherwise). There is
 * a file for each group, so that they can be run side by side, and for each clock, which promtool has per file.
 */
export function ruleTests(
  project: Project,
  config: ServiceConfig,
  groups: readonly CompiledGroup[],
  rulesFile: string,
): readonly TestFile[] {
  const scope = project.scopes.rules(config);
  const fixed = remembering(100, (exporter) => fixedLabels(scope, exporter));
  const names = groups.map(({ name }) => name);
  return groups.flatMap((group) => {
    const stories = group.rules.flatMap((rule) =>
      rule.kind === 'alert' ? rule.definition.scenarios.map((scenario) => ({ alert: rule, scenario })) : [],
    );
    const clocks = [...new Set(stories.map(({ scenario }) => scenario.clock))];
    return clocks.map((clock) => ({
      name: clock === SAMPLE_INTERVAL ? `${group.name}.test.yaml` : `${group.name}.${clock}.test.yaml`,
      content: {
        rule_files: [rulesFile],
        evaluation_interval: clock,
        group_eval_order: names,
        tests: stories
          .filter(({ scenario }) => scenario.clock === clock)
          .map(({ alert, scenario }) => testOf(alert, scenario, fixed)),
      },
    }));
  });
}

/** The labels that every series of an exporter has in this environment. */
type FixedLabels = (exporter: string) => Readonly<Record<string, string>>;

function testOf(alert: CompiledAlert, scenario: Scenario, fixed: FixedLabels): object {
  return {
    name: `${alert.definition.name}: ${scenario.name}`,
    interval: SAMPLE_INTERVAL,
    input_series: scenario.given.map((series) => ({
      series: seriesName(series, fixed),
      values: seriesNotation(series.segments),
    })),
    alert_rule_test: scenario.expect.map(({ at, firing }) => ({
      eval_time: formatDuration(milliseconds(at)),
      alertname: alert.definition.name,
      exp_alerts: firing.map((expected) => expectedAlert(alert, expected, fixed)),
    })),
  };
}

function seriesName({ series, labels }: GivenSeries, fixed: FixedLabels): string {
  const all = { ...fixed(series.exporter.key), ...labels };
  const text = Object.entries(all).map(([label, value]) => `${label}=${quote(value)}`);
  return `${series.name}{${text.join(', ')}}`;
}

/** What a firing alert carries: the labels of its query's sample, its own labels, and its texts filled in. */
function expectedAlert(
  { definition, labels, annotations }: CompiledAlert,
  { labels: given, value }: Firing,
  fixed: FixedLabels,
) {
  const sample = { ...implied(definition.condition.query, fixed), ...given };
  const data = { labels: sample, value };
  const fill = ([name, text]: [string, string]): [string, string] => [name, filledIn(text, data)];
  return {
    exp_labels: { ...sample, ...Object.fromEntries(Object.entries(labels).map(fill)) },
    exp_annotations: Object.fromEntries(Object.entries(annotations).map(fill)),
  };
}

/** A text that is no template stays as it is here: the check `alert/template` refuses it, and knows its place. */
function filledIn(text: string, data: Parameters<typeof renderTemplate>[1]): string {
  try {
    return renderTemplate(text, data);
  } catch (error) {
    if (error instanceof DiagnosticError) return text;
    throw error;
  }
}

/** Labels of a query's samples that the environment fixes, so that no scenario has to repeat them. */
function implied(
  query: CompiledAlert['definition']['condition']['query'],
  fixed: FixedLabels,
): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const { exporter } of query.reads) {
    for (const [label, value] of Object.entries(fixed(exporter.key))) {
      if (query.labels.includes(label)) labels[label] ??= value;
    }
  }
  return labels;
}

/** What the conditions of the scope say that ask for one value. */
function fixedLabels(scope: Scope, exporter: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [label, condition] of Object.entries(scope.constraints(exporter))) {
    if (typeof condition === 'string') labels[label] = condition;
    else if (condition.operator === '=') labels[label] = condition.value;
  }
  return labels;
}
