import { rmSync } from 'node:fs';
import type { ProcessResult, Workspace } from '../../promtool/workspace.ts';
import type { Mutant } from '../mutate/mutant.ts';
import type { Rule } from '../suite/model.ts';
import { copies } from './copies.ts';
import { type TrialFiles, writeTrials } from './files.ts';
import { failuresIn, failureTexts, passedFiles } from './output.ts';
import type { Portion } from './portion.ts';

/**
 * `unclear`: the run does not tell. `invalid`: Prometheus would not load the mutant, so nobody could deploy
 * it.
 */
export type Verdict = 'killed' | 'timeout' | 'survived' | 'invalid' | 'unclear';

export type Verdicts = ReadonlyMap<Mutant, Verdict>;

export interface Runner {
  readonly workspace: Workspace;
  /** Path of the executable. */
  readonly promtool: string;
  /** Time limit for the unchanged rules of one portion, in milliseconds. */
  readonly limit: number;
}

/** A portion with the rules that change with the mutated one. */
export interface CopiedPortion {
  readonly portion: Portion;
  readonly affected: ReadonlySet<Rule>;
}

/** Runs portions once for many mutants of a rule, each a copy under its own name. */
export async function tryTogether(
  runner: Runner,
  portions: readonly CopiedPortion[],
  mutants: readonly Mutant[],
): Promise<Verdicts> {
  const [first] = mutants;
  if (first === undefined) return new Map();
  // Copy 0 is the unchanged rule: if the tests fail for it, they say nothing about the others.
  const variants = new Map([[0, first.rule]]);
  for (const [index, mutant] of mutants.entries()) variants.set(index + 1, mutant.mutated);
  const trials = portions.map(({ portion, affected }) => copies(portion, first.rule, affected, variants));
  const result = await runFiles(runner, trials, variants.size);
  if (result.isOk) return all(mutants, 'survived');
  const { failed, broken, isUnderstood } = failuresIn(result.output);
  if (result.isTimeout || !isUnderstood) {
    if (mutants.length === 1) return all(mutants, 'unclear');
    const middle = Math.ceil(mutants.length / 2);
    return new Map([
      ...(await tryTogether(runner, portions, mutants.slice(0, middle))),
      ...(await tryTogether(runner, portions, mutants.slice(middle))),
    ]);
  }
  if (failed.has(0) || broken.has(0)) return all(mutants, 'unclear');
  const isKilled = (_: Mutant, index: number) => failed.has(index + 1) || broken.has(index + 1);
  const rest = mutants.filter((mutant, index) => !isKilled(mutant, index));
  return new Map([
    ...all(mutants.filter(isKilled), 'killed'),
    // A test ends at an evaluation error, and says nothing about the others.
    ...(broken.size > 0 ? await tryTogether(runner, portions, rest) : all(rest, 'survived')),
  ]);
}

/** Runs a portion once per mutant, in place of its rule. */
export async function tryAlone(
  runner: Runner,
  portion: Portion,
  mutants: readonly Mutant[],
): Promise<Verdicts> {
  const result = await runFiles(
    runner,
    mutants.map(({ rule, mutated }) => inPlace(portion, (each) => (each === rule ? mutated : each))),
  );
  if (result.isOk) return all(mutants, 'survived');
  const passed = passedFiles(result.output, mutants.length);
  if (result.isTimeout || passed === undefined) {
    if (mutants.length === 1) {
      const isKilled = failuresIn(result.output).isUnderstood;
      return all(mutants, result.isTimeout ? 'timeout' : isKilled ? 'killed' : 'invalid');
    }
    const verdicts = new Map<Mutant, Verdict>();
    for (const mutant of mutants) {
      for (const [, verdict] of await tryAlone(runner, portion, [mutant])) verdicts.set(mutant, verdict);
    }
    return verdicts;
  }
  const texts = failureTexts(result.output).values();
  return new Map(
    mutants.map((mutant, index) => {
      if (passed[index] === true) return [mutant, 'survived'];
      const text = texts.next().value;
      return [mutant, text === undefined || failuresIn(text).isUnderstood ? 'killed' : 'invalid'];
    }),
  );
}

function inPlace(
  { file, tests, needed }: Portion,
  change: (rule: Rule) => Rule = (rule) => rule,
): TrialFiles {
  return { file, tests, replace: (rule) => (needed.has(rule) ? [change(rule)] : []) };
}

async function runFiles(
  { workspace, promtool, limit }: Runner,
  trials: readonly TrialFiles[],
  copiesOfEach = 1,
): Promise<ProcessResult> {
  const folder = workspace.newPath();
  try {
    const args = ['test', 'rules', ...writeTrials(folder, trials)];
    return await workspace.run(promtool, args, { limit: limit * trials.length * copiesOfEach });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function all(mutants: readonly Mutant[], verdict: Verdict): Map<Mutant, Verdict> {
  return new Map(mutants.map((mutant) => [mutant, verdict]));
}
