import type { Rule } from './model.ts';
import { type Reads, readsOfRule, readsRule } from './reads.ts';
import { isFields, textOf } from './yaml.ts';

/** Which rule reads what which other rule writes. */
export class RuleGraph {
  readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }

  /**
   * The rule and all that can turn out otherwise when it does, with the others of the same name: together they make
   * up a series, or what is expected of an alert. Without `throughAlerts` an alert stands for itself where its labels
   * tell it from the others.
   */
  affectedBy(rule: Rule, { throughAlerts }: { readonly throughAlerts: boolean }): ReadonlySet<Rule> {
    const withNamesakes = (each: Rule) => this.#namesakes(each, throughAlerts);
    const affected = new Set(withNamesakes(rule));
    for (const cause of affected) {
      if (cause.kind === 'alert' && !throughAlerts) continue;
      for (const reader of this.rules) {
        const isReader = throughAlerts
          ? readsRule(readsOfRule(reader), cause)
          : readsOfRule(reader).names.has(cause.name);
        if (isReader && !affected.has(reader)) for (const each of withNamesakes(reader)) affected.add(each);
      }
    }
    return affected;
  }

  /** The rules and all whose series they read, directly or not. */
  neededBy(rules: Iterable<Rule>): ReadonlySet<Rule> {
    const needed = new Set(rules);
    for (const rule of needed) {
      for (const source of this.rules) {
        if (!needed.has(source) && readsRule(readsOfRule(rule), source)) needed.add(source);
      }
    }
    return needed;
  }

  /** Rules whose series one query reads. */
  readBy(reads: Reads): Rule[] {
    return this.rules.filter((rule) => readsRule(reads, rule));
  }

  #namesakes(rule: Rule, hasAll: boolean): Rule[] {
    const all = this.rules.filter(({ kind, name }) => kind === rule.kind && name === rule.name);
    const isApart = all.every((each) => each === rule || areDistinct(each, rule));
    return !hasAll && rule.kind === 'alert' && isApart ? [rule] : all;
  }
}

/** Labels that every alert of the rule has, whatever its query says. */
export function fixedLabels({ fields }: Rule): ReadonlyMap<string, string> {
  const labels = isFields(fields.labels) ? Object.entries(fields.labels) : [];
  return new Map(
    labels
      .map(([label, value]): [string, string] => [label, textOf(value)])
      .filter(([, value]) => !value.includes('{{')),
  );
}

/** No alert of the one can be taken for one of the other. */
function areDistinct(one: Rule, other: Rule): boolean {
  const labels = fixedLabels(other);
  return [...fixedLabels(one)].some(([label, value]) => labels.has(label) && labels.get(label) !== value);
}
