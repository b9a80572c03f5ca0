import { fixedLabels, type Rule } from './model.ts';
import { type Reads, readsOfRule, readsRule } from './reads.ts';

/** Which rule reads what other rules write. */
export class RuleGraph {
  readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }

  /**
   * The rule and everything that may change with it, including the other rules with the same name, because
   * together they make up a series. An alert rule stands alone if its labels distinguish it from the others.
   */
  affectedBy(rule: Rule, { throughAlerts }: { readonly throughAlerts: boolean }): ReadonlySet<Rule> {
    const affected = new Set(this.#namesakes(rule));
    for (const cause of affected) {
      if (cause.kind === 'alert' && !throughAlerts) continue;
      for (const reader of this.rules) {
        const isReader = throughAlerts
          ? readsRule(readsOfRule(reader), cause)
          : readsOfRule(reader).names.has(cause.name);
        if (isReader && !affected.has(reader)) for (const each of this.#namesakes(reader)) affected.add(each);
      }
    }
    return affected;
  }

  /** The rules, and all rules whose series they read, directly or indirectly. */
  neededBy(rules: Iterable<Rule>): ReadonlySet<Rule> {
    const needed = new Set(rules);
    for (const rule of needed) {
      for (const source of this.rules) {
        if (!needed.has(source) && readsRule(readsOfRule(rule), source)) needed.add(source);
      }
    }
    return needed;
  }

  /** Rules whose series a query reads. */
  readBy(reads: Reads): Rule[] {
    return this.rules.filter((rule) => readsRule(reads, rule));
  }

  #namesakes(rule: Rule): Rule[] {
    const all = this.rules.filter(({ kind, name }) => kind === rule.kind && name === rule.name);
    const isApart = all.every((each) => each === rule || areDistinct(each, rule));
    return rule.kind === 'alert' && isApart ? [rule] : all;
  }
}

/** Whether no alert of one can be mistaken for one of the other. */
function areDistinct(one: Rule, other: Rule): boolean {
  const labels = fixedLabels(other);
  return [...fixedLabels(one)].some(([label, value]) => labels.has(label) && labels.get(label) !== value);
}
