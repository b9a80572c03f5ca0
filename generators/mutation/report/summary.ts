import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Mutant } from '../mutate/mutant.ts';
import type { EngineResult } from '../run/engine.ts';
import { changeText, type Declaration } from '../suite/equivalents.ts';
import type { Rule, RuleTest } from '../suite/model.ts';
import { remedyFor } from './remedy.ts';

export interface Counts {
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  /** Declared as equivalent; not part of the score. */
  readonly equivalent: number;
}

export interface RuleSummary extends Counts {
  readonly rule: Rule;
}

export interface Survivor {
  readonly mutant: Mutant;
  readonly remedy: string;
}

export interface Summary extends Counts {
  readonly rules: readonly RuleSummary[];
  /** One per survivor, or one for all if no test covers the rule. */
  readonly findings: readonly Diagnostic[];
  readonly survivors: readonly Survivor[];
  readonly equivalents: readonly { readonly mutant: Mutant; readonly reason: string }[];
}

/** The share of killed mutants from 0 to 1; 1 if there were none. */
export function scoreOf({ killed, survived }: Counts): number {
  return killed + survived === 0 ? 1 : killed / (killed + survived);
}

/** @param testsOf the tests that cover a rule */
export function summarize(
  result: EngineResult,
  declared: ReadonlyMap<Mutant, Declaration>,
  testsOf: (rule: Rule) => readonly RuleTest[],
): Summary {
  const findings: Diagnostic[] = [];
  const survivors: Survivor[] = [];
  const equivalents: { mutant: Mutant; reason: string }[] = [];
  const rules = result.rules.map(({ rule, outcomes, isTested }): RuleSummary => {
    const killed = outcomes.filter(({ outcome }) => outcome === 'killed').map(({ mutant }) => mutant);
    const survived = outcomes.filter(({ outcome }) => outcome === 'survived').map(({ mutant }) => mutant);
    const open = survived.filter((mutant) => !declared.has(mutant));
    for (const mutant of survived) {
      const declaration = declared.get(mutant);
      if (declaration !== undefined) equivalents.push({ mutant, reason: declaration.reason });
    }
    const alive = open.map((mutant) => ({ mutant, remedy: remedyFor(mutant, testsOf(rule)) }));
    survivors.push(...alive);
    findings.push(
      ...(isTested || open.length === 0 ? alive.map(survivorFinding) : [untestedFinding(rule, open.length)]),
    );
    findings.push(...killed.flatMap((mutant) => killedEquivalent(mutant, declared.get(mutant))));
    return {
      rule,
      mutants: outcomes.length,
      killed: killed.length,
      survived: open.length,
      equivalent: survived.length - open.length,
    };
  });
  findings.push(...result.skipped.map(skippedFinding));
  const total = (key: keyof Counts) => rules.reduce((sum, each) => sum + each[key], 0);
  return {
    rules,
    findings,
    survivors,
    equivalents,
    mutants: total('mutants'),
    killed: total('killed'),
    survived: total('survived'),
    equivalent: total('equivalent'),
  };
}

/** `alert ObserverHighErrorRate` */
export function definitionOf({ kind, name }: Rule): string {
  return `${kind} ${name}`;
}

function survivorFinding({ mutant, remedy }: Survivor): Diagnostic {
  const { rule, excerpt, id } = mutant;
  return {
    code: 'mutation/survivor',
    severity: 'error',
    place: { ...rule.place, definition: definitionOf(rule), ...(excerpt === undefined ? {} : { excerpt }) },
    message: `no test notices  ${changeText(mutant)}  (${id})`,
    reason: 'With this mistake in it, the rule would pass all its tests',
    remedy,
  };
}

function untestedFinding(rule: Rule, count: number): Diagnostic {
  return {
    code: 'mutation/untested',
    severity: 'error',
    place: { ...rule.place, definition: definitionOf(rule) },
    message: `no test covers this rule, so none of its ${count} mutants is detected`,
    reason: 'The rule could say anything',
    remedy:
      rule.kind === 'alert'
        ? 'Add alert_rule_test entries with this alertname: one in which it fires, one in which it is quiet.'
        : 'Test an alert that reads the series, or the series itself with promql_expr_test.',
  };
}

function killedEquivalent(mutant: Mutant, declaration: Declaration | undefined): Diagnostic[] {
  if (declaration === undefined) return [];
  return [
    {
      code: 'mutation/killed-equivalent',
      severity: 'error',
      place: { ...declaration.place, definition: definitionOf(mutant.rule) },
      message: `${mutant.id} is declared equivalent, but a test notices it`,
      reason: `The reason given does not hold: ${declaration.reason}`,
      remedy: 'Remove the entry.',
    },
  ];
}

function skippedFinding(rule: Rule): Diagnostic {
  return {
    code: 'mutation/not-understood',
    severity: 'warning',
    place: { ...rule.place, definition: definitionOf(rule) },
    message: 'the expression is not understood, so it has no mutants',
    reason: 'Nothing is known of how well the tests hold this rule',
    remedy: 'Write the expression without functions that are newer than this tool.',
  };
}
