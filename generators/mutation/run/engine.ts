import { inParallel } from '../../base/in-parallel.ts';
import { Workspace } from '../../promtool/workspace.ts';
import type { Mutant } from '../mutate/mutant.ts';
import { RuleGraph } from '../suite/graph.ts';
import { type Rule, rulesOf } from '../suite/model.ts';
import { type Base, requireGreenBase } from './base.ts';
import { costOf, type Plan, type Portion, planFor } from './portion.ts';
import { type Runner, tryAlone, tryTogether, type Verdict } from './trial.ts';

/** The result for a mutant. A test that takes too long has detected it, too. */
export type Outcome = 'killed' | 'survived';

export interface Subject {
  readonly rule: Rule;
  /** Undefined if the expression is not supported. */
  readonly mutants: readonly Mutant[] | undefined;
}

export interface MutantOutcome {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
}

export interface RuleOutcomes {
  readonly rule: Rule;
  /** False if no test covers the rule, or what depends on it. */
  readonly isTested: boolean;
  readonly outcomes: readonly MutantOutcome[];
}

export interface EngineResult {
  readonly rules: readonly RuleOutcomes[];
  /** Rules whose expression is not supported; they have no mutants. */
  readonly skipped: readonly Rule[];
}

/** How much is done: first the unchanged files, then the mutants. */
export type Progress =
  | { readonly phase: 'base'; readonly done: number; readonly total: number }
  | { readonly phase: 'mutants'; readonly done: number; readonly total: number; readonly survived: number };

export interface EngineOptions {
  /** Path of the executable. */
  readonly promtool: string;
  /** Maximum number of concurrent processes. */
  readonly jobs: number;
  /** A directory that outlives the run: tests that passed without a mutation are not run again. */
  readonly memory?: string | undefined;
  /** Mutants that are declared equivalent: tried only with the tests of the rule itself. */
  readonly equivalents?: ReadonlySet<Mutant>;
  readonly onProgress?: (progress: Progress) => void;
}

/** How many mutants share a run: few enough that the last run does not occupy a single processor for long. */
const CHUNK = 64;

/** In milliseconds. A mutant that takes longer counts as endless. */
const TIME_LIMIT_MS = 20_000;

/**
 * Tries every mutant of the rules against the tests.
 *
 * @throws DiagnosticError `mutation/red-base` if the tests fail without a mutation
 */
export async function tryMutants(
  rules: readonly Subject[],
  { ruleFiles, testFiles: files }: Base,
  options: EngineOptions,
): Promise<EngineResult> {
  const workspace = new Workspace();
  try {
    const base = { ruleFiles, testFiles: files };
    const slowest = await requireGreenBase(base, workspace, {
      ...options,
      onProgress: (done, total) => options.onProgress?.({ phase: 'base', done, total }),
    });
    const runner: Runner = { workspace, promtool: options.promtool, limit: TIME_LIMIT_MS + 10 * slowest };
    const subjects = rules.map((subject) => ({ ...subject, plan: planFor(subject.rule, files) }));
    const isDeclared = (mutant: Mutant) => options.equivalents?.has(mutant) ?? false;
    const tasks = subjects.flatMap(({ rule, mutants = [], plan }) => {
      const split = (wanted: boolean) => chunks(mutants.filter((mutant) => isDeclared(mutant) === wanted));
      return [
        ...split(false).map((chunk) => ({ rule, plan, mutants: chunk })),
        ...split(true).map((chunk) => ({ rule, plan: pointedOnly(plan), mutants: chunk })),
      ];
    });
    const total = tasks.reduce((sum, task) => sum + task.mutants.length, 0);
    let done = 0;
    let survived = 0;
    const verdicts = new Map<Mutant, Verdict>();
    const report = () => options.onProgress?.({ phase: 'mutants', done, total, survived });
    report();
    // The long ones first, so that all workers end at about the same time.
    const byCost = [...tasks].sort((a, b) => workOf(b) - workOf(a));
    await inParallel(byCost, options.jobs, async (task) => {
      for (const [mutant, verdict] of await tryTask(task, runner)) {
        verdicts.set(mutant, verdict);
        done += 1;
        if (verdict === 'survived' && !isDeclared(mutant)) survived += 1;
      }
      report();
    });
    return {
      rules: subjects.map(({ rule, mutants = [], plan }) => ({
        rule,
        isTested: plan.together.length + plan.alone.length > 0,
        outcomes: mutants.flatMap((mutant): MutantOutcome[] => {
          const verdict = verdicts.get(mutant);
          if (verdict === 'invalid') return [];
          return [{ mutant, outcome: verdict === 'survived' ? 'survived' : 'killed' }];
        }),
      })),
      skipped: subjects.filter(({ mutants }) => mutants === undefined).map(({ rule }) => rule),
    };
  } finally {
    workspace.close();
  }
}

interface Task {
  readonly rule: Rule;
  readonly plan: Plan;
  readonly mutants: readonly Mutant[];
}

async function tryTask({ rule, plan, mutants }: Task, runner: Runner): Promise<ReadonlyMap<Mutant, Verdict>> {
  const verdicts = new Map<Mutant, Verdict>(mutants.map((mutant) => [mutant, 'survived']));
  const left = () => mutants.filter((mutant) => verdicts.get(mutant) === 'survived');
  const note = (mutant: Mutant, verdict: Verdict) => {
    if (verdict !== 'survived') verdicts.set(mutant, verdict);
  };
  const alone = async (portion: Portion, among: ReadonlySet<Mutant>) => {
    const rest = left().filter((mutant) => among.has(mutant));
    if (rest.length > 0) for (const each of await tryAlone(runner, portion, rest)) note(...each);
  };
  for (const portions of plan.together) {
    const copied = portions.map((portion) => ({ portion, affected: affectedIn(portion, rule) }));
    const unclear = new Set<Mutant>();
    for (const [mutant, verdict] of await tryTogether(runner, copied, left())) {
      if (verdict === 'unclear') unclear.add(mutant);
      else note(mutant, verdict);
    }
    for (const portion of portions) await alone(portion, unclear);
  }
  for (const portion of plan.alone) await alone(portion, new Set(mutants));
  return verdicts;
}

/** Equivalent mutants survive every test, so they are tried with few. */
function pointedOnly({ together, alone }: Plan): Plan {
  const isPointed = (portion: Portion) => portion.isPointed;
  return {
    together: together.map((stage) => stage.filter(isPointed)).filter((stage) => stage.length > 0),
    alone: alone.filter(isPointed),
  };
}

function affectedIn({ file }: Portion, rule: Rule): ReadonlySet<Rule> {
  return new RuleGraph(rulesOf(file.rules)).affectedBy(rule, { throughAlerts: false });
}

function chunks(mutants: readonly Mutant[]): Mutant[][] {
  const parts = Math.ceil(mutants.length / CHUNK);
  const size = Math.ceil(mutants.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, part) => mutants.slice(part * size, (part + 1) * size));
}

/** Approximate number of evaluations of one rule. */
function workOf({ plan, mutants }: Task): number {
  return (
    [...plan.together.flat(), ...plan.alone].reduce((sum, portion) => sum + costOf(portion), 0) *
    mutants.length
  );
}
