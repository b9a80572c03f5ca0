import { quote } from '../../promql/build/escape.ts';
import { analyse } from '../../promql/parse/index.ts';
import { applyEdits, type Edit } from '../mutate/edit.ts';
import {
  type AlertCheck,
  canBeOf,
  type ExpressionCheck,
  type Rule,
  type RuleTest,
  rulesOf,
} from '../suite/model.ts';
import { alertNameIn } from '../suite/reads.ts';
import { isFields } from '../suite/yaml.ts';
import type { TrialFiles } from './files.ts';
import type { Portion } from './portion.ts';

/** Separates the name of a rule from the number of its copy. */
const MARK = '__mutant';

/** The numbers of the copies that a text names. */
export function copyNumbers(text: string): number[] {
  return [...text.matchAll(/__mutant(\d+)/g)].map(([, digits]) => Number(digits));
}

/**
 * The tests with every check repeated for every copy. A copy of a rule includes everything that depends on
 * it, under names that end with the number of the copy, so that no copy reads what another one writes.
 *
 * @param rule the rule that differs between the copies
 * @param affected the rule and what depends on it
 * @param variants what replaces the rule, by the number of the copy
 */
export function copies(
  { file, tests, needed }: Portion,
  rule: Rule,
  affected: ReadonlySet<Rule>,
  variants: ReadonlyMap<number, Rule>,
): TrialFiles {
  const copied = namesOf(affected);
  const others = rulesOf(file.rules).filter((each) => !affected.has(each));
  const isOurs = (expected: ExpectedAlert) =>
    others.every(({ name }) => name !== expected.alert) ||
    [...affected].some((each) => canBeOf(each, expected.alert, expected.labels));
  const numbers = [...variants.keys()];
  return {
    file,
    tests: tests.map((test) => copyTest(test, copied, numbers, isOurs)),
    replace: (each) => {
      if (!needed.has(each)) return [];
      if (!affected.has(each)) return [each];
      return [...variants].map(([number, variant]) =>
        copyRule(each === rule ? variant : each, copied, number),
      );
    },
  };
}

/** What a copy has under its own name. */
interface Copied {
  readonly series: ReadonlySet<string>;
  readonly alerts: ReadonlySet<string>;
}

function namesOf(rules: ReadonlySet<Rule>): Copied {
  const names = (wanted: Rule['kind']) =>
    new Set([...rules].flatMap(({ kind, name }) => (kind === wanted ? [name] : [])));
  return { series: names('recording rule'), alerts: names('alert') };
}

function copyRule(rule: Rule, copied: Copied, number: number): Rule {
  const name = rule.name + MARK + number;
  const expression = renamed(rule.expression, copied, number);
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

function copyTest(
  test: RuleTest,
  copied: Copied,
  numbers: readonly number[],
  isOurs: (expected: ExpectedAlert) => boolean,
): RuleTest {
  return {
    ...test,
    alertChecks: test.alertChecks.flatMap((check) =>
      numbers.map((number) => copyAlertCheck(check, number, isOurs)),
    ),
    expressionChecks: test.expressionChecks.flatMap((check) =>
      numbers.map((number) => copyExpressionCheck(check, copied, number, isOurs)),
    ),
  };
}

/** Other rules with the same name have no copies, so their alerts are not expected of the copy. */
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
  copied: Copied,
  number: number,
  isOurs: (expected: ExpectedAlert) => boolean,
): ExpressionCheck {
  const expression = renamed(check.expression, copied, number);
  const samples: unknown[] = Array.isArray(check.fields.exp_samples) ? check.fields.exp_samples : [];
  return {
    expression,
    fields: {
      ...check.fields,
      expr: expression,
      // A sample that keeps its name is expected under the name of the copy.
      exp_samples: samples.flatMap((sample) => {
        if (!isFields(sample) || typeof sample.labels !== 'string') return [sample];
        const alert = alertIn(sample.labels);
        if (alert !== undefined && !isOurs(alert)) return [];
        return [{ ...sample, labels: renamed(sample.labels, copied, number) }];
      }),
    },
  };
}

/** The alert of a series `ALERTS{alertname="X", …}`. */
function alertIn(series: string): ExpectedAlert | undefined {
  const { syntax } = analyse(series);
  if (syntax?.type !== 'selector') return undefined;
  const name = alertNameIn(syntax);
  if (name === undefined) return undefined;
  return {
    alert: name.value,
    labels: Object.fromEntries(syntax.matchers.map(({ label, value }) => [label.text, value])),
  };
}

/** The query that reads the series of a copy. */
function renamed(query: string, { series, alerts }: Copied, number: number): string {
  const edits = analyse(query).selectors.flatMap(({ selector }): Edit[] => {
    const { metric } = selector;
    const alert = alertNameIn(selector);
    if (alert !== undefined && alerts.has(alert.value)) {
      return [{ from: alert.label.to, to: alert.to, text: `=${quote(alert.value + MARK + number)}` }];
    }
    if (metric === undefined || !series.has(metric.text)) return [];
    const end = query.slice(metric.from, metric.to) === metric.text ? metric.to : metric.to - '"'.length;
    return [{ from: end, to: end, text: MARK + number }];
  });
  return applyEdits(query, edits);
}
