import type { Excerpt } from '../../base/diagnostic.ts';
import type { Rule } from '../suite/model.ts';
import { isFields, textOf } from '../suite/yaml.ts';
import { mutateExpression } from './expression.ts';
import { mutateFields } from './fields.ts';
import { identities, identity, worded } from './identity.ts';
import type { MismatchedSeries, Operator } from './mutation.ts';

/** A rule with one mistake, which its tests should detect. */
export interface Mutant {
  /** Stable as long as the mutated part of the rule is written the same way. */
  readonly id: string;
  readonly operator: Operator;
  /** The original rule. */
  readonly rule: Rule;
  /** The rule with the mistake. */
  readonly mutated: Rule;
  readonly before: string;
  readonly after: string;
  /** The place in the expression, if it is there. */
  readonly excerpt?: Excerpt;
  /** What a test must do to detect it. */
  readonly scenario: string;
  readonly mismatch?: MismatchedSeries;
}

/**
 * All mutants of a rule; undefined if its expression is not supported.
 *
 * @param rules the rules among which the mutants must be unique
 */
export function mutantsOf(rule: Rule, rules: readonly Rule[] = [rule]): Mutant[] | undefined {
  const expressions = mutateExpression(rule.expression);
  if (expressions === undefined) return undefined;
  const scope = scopeOf(rule, rules);
  const ids = identities(expressions, scope);
  const ofExpression = expressions.map((expression, index): Mutant => {
    const { operator, text, edits, shown, scenario, mismatch } = expression;
    const { before, after } = worded(expression);
    const mark = expression.wording === undefined ? (edits[0] ?? shown) : shown;
    return {
      id: ids[index] ?? identity(operator, scope, text),
      operator,
      rule,
      mutated: { ...rule, expression: text, fields: { ...rule.fields, expr: text } },
      before,
      after: edits.length === 1 ? after : `${after} (and so in ${edits.length} places)`,
      excerpt: { text: rule.expression, from: mark.from, to: mark.to },
      scenario,
      ...(mismatch === undefined ? {} : { mismatch }),
    };
  });
  const ofFields = mutateFields(rule).map(
    ({ operator, before, after, scenario, fields }): Mutant => ({
      id: identity(operator, scope, `${before} -> ${after}`),
      operator,
      rule,
      mutated: { ...rule, fields },
      before,
      after,
      scenario,
    }),
  );
  return [...ofExpression, ...ofFields];
}

/** Labels distinguish rules with the same name, such as a warning and a critical one. */
function scopeOf({ kind, name, fields }: Rule, rules: readonly Rule[]): string {
  const labels = isFields(fields.labels) ? fields.labels : {};
  const namesakes = rules.filter((other) => other.kind === kind && other.name === name);
  const telling = Object.entries(labels).filter(([label, value]) =>
    namesakes.some((other) => isFields(other.fields.labels) && other.fields.labels[label] !== value),
  );
  return [name, ...telling.map(([label, value]) => `${label}=${textOf(value)}`)].join(' ');
}
