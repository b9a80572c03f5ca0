import { parseDuration } from '../../base/duration.ts';
import type { RuleTest, TestFile } from './model.ts';
import { type Fields, fieldsIn, isFields, textOf, type YamlDocument } from './yaml.ts';

/** A file of promtool tests before its rules are found. */
export interface UnboundTests extends Omit<TestFile, 'rules' | 'isPlain'> {
  /** `rule_files` as written: paths and globs from the folder of the file. */
  readonly patterns: readonly string[];
}

const DEFAULT_INTERVAL = 60_000;

/** Undefined if the document is not a test file. */
export function readTests(path: string, documents: readonly YamlDocument[]): UnboundTests | undefined {
  const content = documents
    .map((document) => document.content)
    .find((each) => isFields(each) && 'tests' in each);
  if (!isFields(content)) return undefined;
  const { rule_files: patterns, tests, ...fields } = content;
  const interval = durationOf(fields.evaluation_interval) || DEFAULT_INTERVAL;
  return {
    path,
    patterns: Array.isArray(patterns) ? patterns.map(textOf) : [],
    fields,
    tests: fieldsIn(tests).map(({ fields: test, index }) => readTest(test, index, interval)),
  };
}

function readTest(test: Fields, index: number, interval: number): RuleTest {
  const { alert_rule_test: alerts, promql_expr_test: expressions, ...fields } = test;
  const alertChecks = fieldsIn(alerts).map(({ fields: check }) => ({
    alert: textOf(check.alertname),
    evaluationTime: textOf(check.eval_time),
    firing: Array.isArray(check.exp_alerts) ? check.exp_alerts.length : 0,
    fields: check,
  }));
  const expressionChecks = fieldsIn(expressions).map(({ fields: check }) => ({
    expression: textOf(check.expr),
    fields: check,
  }));
  const times = [...alertChecks, ...expressionChecks].map((check) => durationOf(check.fields.eval_time));
  return {
    name: textOf(test.name) || `test ${index + 1}`,
    series: fieldsIn(test.input_series).map(({ fields: input }) => ({
      series: textOf(input.series),
      values: textOf(input.values),
    })),
    alertChecks,
    expressionChecks,
    fields,
    evaluations: 1 + Math.floor(Math.max(0, ...times) / interval),
  };
}

/** Milliseconds; 0 if there is no duration. */
function durationOf(value: unknown): number {
  return parseDuration(textOf(value)) ?? 0;
}
