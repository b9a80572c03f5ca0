import { analyse, type Name } from '../../promql/analysis.ts';
import { applyEdits } from '../mutate/edit.ts';
import type { AlertCheck, ExpressionCheck, Rule, RuleTest } from '../suite/model.ts';
import { isFields } from '../suite/yaml.ts';
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
  const numbers = [...variants.keys()];
  return {
    file,
    tests: tests.map((test) => copyTest(test, series, numbers)),
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

function copyTest(test: RuleTest, series: ReadonlySet<string>, numbers: readonly number[]): RuleTest {
  return {
    ...test,
    alertChecks: test.alertChecks.flatMap((check) => numbers.map((number) => copyAlertCheck(check, number))),
    expressionChecks: test.expressionChecks.flatMap((check) =>
      numbers.map((number) => copyExpressionCheck(check, series, number)),
    ),
  };
}

function copyAlertCheck(check: AlertCheck, number: number): AlertCheck {
  const alert = check.alert + MARK + number;
  return { ...check, alert, fields: { ...check.fields, alertname: alert } };
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
