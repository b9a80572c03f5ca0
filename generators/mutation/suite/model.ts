import { isFields, textOf } from './yaml.ts';

/** Rules and their tests as written, with what the tool must know about them. */

export interface RulePlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export interface Rule {
  readonly kind: 'alert' | 'recording rule';
  /** Name of the alert, or of the recorded series. Several rules may share it. */
  readonly name: string;
  readonly expression: string;
  /** Every field as written. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly place: RulePlace;
}

export interface RuleGroup {
  readonly name: string;
  /** Every field except the rules. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly rules: readonly Rule[];
}

export interface RulesFile {
  readonly path: string;
  /** False if the groups are in Kubernetes objects, which promtool does not read. */
  readonly isPlain: boolean;
  readonly groups: readonly RuleGroup[];
}

/** An entry of `alert_rule_test`. */
export interface AlertCheck {
  readonly alert: string;
  readonly evaluationTime: string;
  /** How many alerts should fire. */
  readonly firing: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An entry of `promql_expr_test`. */
export interface ExpressionCheck {
  readonly expression: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** One item of `tests`: input series and expectations. */
export interface RuleTest {
  readonly name: string;
  readonly series: readonly InputSeries[];
  readonly alertChecks: readonly AlertCheck[];
  readonly expressionChecks: readonly ExpressionCheck[];
  /** Every field except the checks. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** How often the rules are evaluated until the last check. */
  readonly evaluations: number;
}

export interface TestFile {
  readonly path: string;
  /** The rules that the tests are about. */
  readonly rules: readonly RulesFile[];
  /** Whether promtool can run the file in its place: it names its rules, and all of them are plain files. */
  readonly isPlain: boolean;
  /** Every field except `rule_files` and `tests`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tests: readonly RuleTest[];
}

export interface Suite {
  /** Rules whose mutants are tried. */
  readonly rules: readonly Rule[];
  readonly ruleFiles: readonly RulesFile[];
  readonly testFiles: readonly TestFile[];
}

export function rulesOf(files: readonly RulesFile[]): Rule[] {
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

/** Labels that every alert of the rule has, whatever its query returns. */
export function fixedLabels({ fields }: Rule): ReadonlyMap<string, string> {
  const labels = isFields(fields.labels) ? Object.entries(fields.labels) : [];
  return new Map(
    labels
      .map(([label, value]): [string, string] => [label, textOf(value)])
      .filter(([, value]) => !value.includes('{{')),
  );
}

/** Whether an alert with these labels may come from the rule. */
export function canBeOf(rule: Rule, alert: string, labels: unknown): boolean {
  return (
    rule.kind === 'alert' &&
    rule.name === alert &&
    isFields(labels) &&
    [...fixedLabels(rule)].every(([label, value]) => textOf(labels[label]) === value)
  );
}
