import { DiagnosticError } from '../../base/diagnostic.ts';
import { type Duration, durationInWords, formatDuration, milliseconds } from '../../base/duration.ts';
import { memoize } from '../../base/memoize.ts';
import type { CompiledAlert, CompiledGroup, CompiledRecordingRule } from '../../compile/model.ts';
import { renderTemplate } from '../../compile/template/index.ts';
import type { ServiceConfig } from '../../config/config.ts';
import type { Project } from '../../define/project.ts';
import type { Expectation, Firing, GivenSeries, RecordingScenario, Scenario } from '../../define/scenario.ts';
import { scopesOf } from '../../define/scope.ts';
import { quote } from '../../promql/build/escape.ts';
import type { InstantVector } from '../../promql/build/query.ts';
import type { Scope } from '../../promql/build/select.ts';
import { rulesFileName } from './rules-file.ts';
import { SAMPLE_INTERVAL, seriesNotation } from './series-notation.ts';

/** A test file; its name contains the group, and the evaluation interval unless it is the default. */
export interface TestFile {
  readonly name: string;
  readonly content: object;
}

/**
 * The scenarios as promtool test files for versions 2.42 to 3.x: every test states its interval, because 2.42
 * assumes 0. There is a file per group and evaluation interval, which promtool sets per file.
 */
export function ruleTests(
  project: Project,
  config: ServiceConfig,
  groups: readonly CompiledGroup[],
): readonly TestFile[] {
  const scope = scopesOf(project).rules(config);
  const fixed = memoize(100, (exporter) => fixedLabels(scope, exporter));
  return groups.flatMap((group) => {
    const tests = group.rules.flatMap((rule) =>
      rule.kind === 'alert'
        ? rule.definition.scenarios.map((scenario) => ({
            evaluationInterval: scenario.evaluationInterval,
            test: () => alertTest(rule, scenario, fixed),
          }))
        : rule.definition.scenarios.map((scenario) => ({
            evaluationInterval: scenario.evaluationInterval,
            test: () => recordingTest(rule, scenario, fixed),
          })),
    );
    const evaluationIntervals = [...new Set(tests.map(({ evaluationInterval }) => evaluationInterval))];
    return evaluationIntervals.map((evaluationInterval) => ({
      name:
        evaluationInterval === SAMPLE_INTERVAL
          ? `${group.name}.test.yaml`
          : `${group.name}.every-${durationInWords(evaluationInterval)}.test.yaml`,
      content: {
        rule_files: [rulesFileName(group.name)],
        evaluation_interval: evaluationInterval,
        group_eval_order: [group.name],
        tests: tests
          .filter((test) => test.evaluationInterval === evaluationInterval)
          .map(({ test }) => test()),
      },
    }));
  });
}

/** The labels that every series of an exporter has in this environment. */
type FixedLabels = (exporter: string) => Readonly<Record<string, string>>;

function alertTest(alert: CompiledAlert, scenario: Scenario, fixed: FixedLabels): object {
  const { name } = alert.definition;
  const hasAnnotations = ({ firing, isOfThisRule = false }: Expectation) =>
    !isOfThisRule && firing.every(({ value }) => value !== undefined);
  const withAnnotations = scenario.expect.filter(hasAnnotations).map(({ at, firing }) => ({
    eval_time: normal(at),
    alertname: name,
    exp_alerts: firing.map(({ labels, value = 0 }) => expectedAlert(alert, { labels, value }, fixed)),
  }));
  // The texts are unknown, so only the state of the alert is checked.
  const stateOnly = scenario.expect
    .filter((expectation) => !hasAnnotations(expectation))
    .map(({ at, firing, isOfThisRule = false }) => ({
      expr: `ALERTS${braced({ alertname: name, alertstate: 'firing', ...(isOfThisRule ? alert.definition.labels : {}) })}`,
      eval_time: normal(at),
      exp_samples: firing.map(({ labels, value = 1 }) => {
        const { exp_labels } = expectedAlert(alert, { labels, value }, fixed);
        return {
          labels: `ALERTS${braced({ alertname: name, alertstate: 'firing', ...exp_labels })}`,
          value: 1,
        };
      }),
    }));
  return {
    ...head(`${name}: ${scenario.name}`, scenario, fixed),
    ...(withAnnotations.length > 0 ? { alert_rule_test: withAnnotations } : {}),
    ...(stateOnly.length > 0 ? { promql_expr_test: stateOnly } : {}),
  };
}

function recordingTest(
  { definition }: CompiledRecordingRule,
  scenario: RecordingScenario,
  fixed: FixedLabels,
): object {
  const { series, query } = definition;
  const labelsOf = (given: Readonly<Record<string, string>>) => ({
    ...implied(query, fixed),
    ...definition.labels,
    ...given,
  });
  return {
    ...head(`${series.name}: ${scenario.name}`, scenario, fixed),
    promql_expr_test: scenario.expect.flatMap(({ at, samples }) => {
      const eval_time = normal(at);
      if (samples.every(({ low, high }) => low === high)) {
        return [
          {
            expr: series.name,
            eval_time,
            exp_samples: samples.map(({ labels, low }) => ({
              labels: series.name + braced(labelsOf(labels)),
              value: low,
            })),
          },
        ];
      }
      // Bounds, because versions differ in the last digits, and in other digits while a window is half full.
      const ranges = samples.map(({ labels, low, high }) => {
        const all = braced(labelsOf(labels));
        const sample = samples.length === 1 ? series.name : `${series.name}${all}`;
        const expr = `(${sample} >= bool ${low}) * (${sample} <= bool ${high})`;
        return { expr, eval_time, exp_samples: [{ labels: all, value: 1 }] };
      });
      if (samples.length === 1) return ranges;
      const count = {
        expr: `count(${series.name})`,
        eval_time,
        exp_samples: [{ labels: '{}', value: samples.length }],
      };
      return [...ranges, count];
    }),
  };
}

function head(
  name: string,
  { given, interval = SAMPLE_INTERVAL }: Pick<Scenario, 'given' | 'interval'>,
  fixed: FixedLabels,
): { readonly name: string; readonly interval: string; readonly input_series: readonly object[] } {
  return {
    name,
    interval: interval,
    input_series: given.map((series) => ({
      series: seriesName(series, fixed),
      values: seriesNotation(series.segments, interval),
    })),
  };
}

const normal = (at: Duration) => formatDuration(milliseconds(at));

function braced(labels: Readonly<Record<string, string>>): string {
  let text = '';
  for (const label in labels) text += `${text === '' ? '' : ', '}${label}=${quote(labels[label] ?? '')}`;
  return `{${text}}`;
}

function seriesName({ series, labels }: GivenSeries, fixed: FixedLabels): string {
  const all = { ...fixed(series.exporter.key), ...labels };
  return `${series.name}${braced(all)}`;
}

/** A firing alert: the labels of its query's sample, its own labels, and its rendered texts. */
function expectedAlert(
  { definition, labels, annotations }: CompiledAlert,
  { labels: given, value }: Required<Firing>,
  fixed: FixedLabels,
): { readonly exp_labels: Record<string, string>; readonly exp_annotations: Record<string, string> } {
  const sample = { ...implied(definition.condition.query, fixed), ...given };
  const data = { labels: sample, value };
  const fill = ([name, text]: [string, string]): [string, string] => [name, filledIn(text, data)];
  return {
    exp_labels: { ...sample, ...Object.fromEntries(Object.entries(labels).map(fill)) },
    exp_annotations: Object.fromEntries(Object.entries(annotations).map(fill)),
  };
}

/** Keeps an invalid template as it is: the check `alert/template` reports it with its place. */
function filledIn(text: string, data: Parameters<typeof renderTemplate>[1]): string {
  try {
    return renderTemplate(text, data);
  } catch (error) {
    if (error instanceof DiagnosticError) return text;
    throw error;
  }
}

/** Labels of a query's samples that the environment fixes, so that scenarios need not repeat them. */
function implied(query: InstantVector, fixed: FixedLabels): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const { exporter } of query.reads) {
    for (const [label, value] of Object.entries(fixed(exporter.key))) {
      if (query.labels.includes(label)) labels[label] ??= value;
    }
  }
  return labels;
}

/** The scope's conditions that require a single value. */
function fixedLabels(scope: Scope, exporter: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [label, condition] of Object.entries(scope.constraints(exporter))) {
    if (typeof condition === 'string') labels[label] = condition;
    else if (condition.operator === '=') labels[label] = condition.value;
  }
  return labels;
}
