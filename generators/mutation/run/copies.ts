import { analyse, type Name } from '../../promql/analysis.ts';
import { applyEdits } from '../mutate/edit.ts';
import { fixedLabels } from '../suite/graph.ts';
import { type AlertCheck, type ExpressionCheck, type Rule, type RuleTest, rulesOf } from '../suite/model.ts';
import { isFields, textOf } from '../suite/yaml.ts';
import type { TrialFiles } from './files.ts';
import type { Portion } from './portion.ts';

/** Between the name of a rule and the number of its copy. */
const MARK = '__mutant';

/** The number of the copy that a text names, if it does. */
export function copyNumbers(text: string): number[] {
  return [...text.matchAll(/__mutant(\d+)/g)].map(([, digits]) => Number(digits));
}

/**
 * The tests with every check repeated for every copy. A copy of a rule is a copy of all that depends on it, under
 * names that end in the number of the copy, so that no copy reads what another writes.
 *
 * @param rule the rule that differs between the copies
 * @param affected the rule and what depends on it
 * @param variants what stands in the place of the rule, by the number of the copy
 */
export function copies(
  { file, tests, needed }: Portion,
  rule: Rule,
  affected: ReadonlySet<Rule>,
  variants: ReadonlyMap<number, Rule>,
): TrialFiles {
  const series = new Set([...affected].flatMap(({ kind, name }) => (kind === 'alert' ? [] : [name])));
  const others = rulesOf(file.rules).filter((each) => !affected.has(each));
  const isOurs = (expected: ExpectedAlert) =>
    others.every(({ name }) => name !== expected.alert) ||
    [...affected].some((each) => isFrom(each, expected));
  const numbers = [...variants.keys()];
  return {
    file,
    tests: tests.map((test) => copyTest(test, series, numbers, isOurs)),
    replace: (each) => {
      if (!needed.has(each)) return [];
      if (!affected.has(each)) return [each];
      return [...variants].map(([number, variant]) =>
        copyRule(each === rule ? variant : each, series, number),
      );
    },
  };
}

function copyRule(rule: Rule, series: ReadonlySet<string>, number: number): Rule {
  const name = rule.name + MARK + number;
  const expression = renamed(rule.expression, series, number);
  return {
    ...rule,
    name,
    expression,
    fields: { ...rule.fields, [rule.kind === 'alert' ? 'alert' : 'record']: name, expr: expression },
  };
}

interface ExpectedAlert {
  readonly alert: string;
  readonly labels: unknown;
}

/** True where the alert that is expected can be one of the rule's. */
function isFrom(rule: Rule, { alert, labels }: ExpectedAlert): boolean {
  return (
    rule.kind === 'alert' &&
    rule.name === alert &&
    isFields(labels) &&
    [...fixedLabels(rule)].every(([label, value]) => textOf(labels[label]) === value)
  );
}

function copyTest(
  test: RuleTest,
  series: ReadonlySet<string>,
  numbers: readonly number[],
  isOurs: (expected: ExpectedAlert) => boolean,
): RuleTest {
  return {
    ...test,
    alertChecks: test.alertChecks.flatMap((check) =>
      numbers.map((number) => copyAlertCheck(check, number, isOurs)),
    ),
    expressionChecks: test.expressionChecks.flatMap((check) =>
      numbers.map((number) => copyExpressionCheck(check, series, number)),
    ),
  };
}

/** Other rules of the same name have no copies, so what they contribute is not expected of the copy. */
function copyAlertCheck(
  check: AlertCheck,
  number: number,
  isOurs: (expected: ExpectedAlert) => boolean,
): AlertCheck {
  const alert = check.alert + MARK + number;
  const expected: unknown[] = Array.isArray(check.fields.exp_alerts) ? check.fields.exp_alerts : [];
  return {
    ...check,
    alert,
    fields: {
      ...check.fields,
      alertname: alert,
      exp_alerts: expected.filter((each) =>
        isOurs({ alert: check.alert, labels: isFields(each) ? each.exp_labels : undefined }),
      ),
    },
  };
}

function copyExpressionCheck(
  check: ExpressionCheck,
  series: ReadonlySet<string>,
  number: number,
): ExpressionCheck {
  const expression = renamed(check.expression, series, number);
  const samples: unknown[] = Array.isArray(check.fields.exp_samples) ? check.fields.exp_samples : [];
  return {
    expression,
    fields: {
      ...check.fields,
      expr: expression,
      // A sample that keeps its name is expected with the name of the copy.
      exp_samples: samples.map((sample) =>
        isFields(sample) && typeof sample.labels === 'string'
          ? { ...sample, labels: renamed(sample.labels, series, number) }
          : sample,
      ),
    },
  };
}

/** A query that reads the series of a copy. */
function renamed(query: string, series: ReadonlySet<string>, number: number): string {
  const edits = analyse(query)
    .selectors.map(({ selector }) => selector.metric)
    .filter((metric): metric is Name => metric !== undefined && series.has(metric.text))
    .map(({ to }) => ({ from: to, to, text: MARK + number }));
  return applyEdits(query, edits);
}
