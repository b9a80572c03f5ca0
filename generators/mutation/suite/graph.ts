import type { Rule } from './model.ts';
import { ALERT_SERIES, readsAny, readsOfRule } from './reads.ts';

/** What a rule writes that others can read. */
export function seriesOf(rule: Rule): ReadonlySet<string> {
  return rule.kind === 'alert' ? ALERT_SERIES : new Set([rule.name]);
}

/** Which rule reads what which other rule writes. */
export class RuleGraph {
  readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
  }

  /** The rule, those of the same name, and all that can turn out otherwise when it does. */
  affectedBy(rule: Rule, { throughAlerts }: { readonly throughAlerts: boolean }): ReadonlySet<Rule> {
    const affected = new Set(this.#namesakes(rule));
    for (const cause of affected) {
      if (cause.kind === 'alert' && !throughAlerts) continue;
      const series = seriesOf(cause);
      for (const reader of this.rules) {
        const isReader = throughAlerts
          ? readsAny(readsOfRule(reader), series)
          : [...series].some((name) => readsOfRule(reader).names.has(name));
        if (isReader && !affected.has(reader)) for (const each of this.#namesakes(reader)) affected.add(each);
      }
    }
    return affected;
  }

  /** The rules and all whose series they read, directly or not. */
  neededBy(rules: Iterable<Rule>): ReadonlySet<Rule> {
    const needed = new Set(rules);
    for (const rule of needed) {
      for (const source of this.rules) {
        if (!needed.has(source) && readsAny(readsOfRule(rule), seriesOf(source))) needed.add(source);
      }
    }
    return needed;
  }

  /** Rules whose series one query reads. */
  readBy(reads: Parameters<typeof readsAny>[0]): Rule[] {
    return this.rules.filter((rule) => readsAny(reads, seriesOf(rule)));
  }

  #namesakes(rule: Rule): Rule[] {
    return this.rules.filter(({ kind, name }) => kind === rule.kind && name === rule.name);
  }
}
