import { existsSync } from 'node:fs';
import path from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { mutantsOf } from './mutate/mutant.ts';
import { type Summary, summarize } from './report/summary.ts';
import { type EngineOptions, tryMutants } from './run/engine.ts';
import { testsAbout } from './run/portion.ts';
import { matchDeclarations, readDeclarations } from './suite/equivalents.ts';
import { loadSuite } from './suite/load.ts';

export interface MutationOptions extends EngineOptions {
  /** Files of rules and of promtool tests, in any order. */
  readonly files: readonly string[];
  /** Only the rules whose names match. */
  readonly rule?: RegExp;
  /** Declares equivalent mutants; by default `mutants.yaml` next to the tests, if it exists. */
  readonly equivalent?: string;
}

/**
 * Measures how well promtool tests cover rules: applies small mistakes to the rules and checks whether the
 * tests detect them.
 *
 * @throws DiagnosticError `mutation/…` if rules, tests or declarations are unusable
 */
export async function mutationScore(options: MutationOptions): Promise<Summary> {
  const { files, rule: wanted, equivalent, ...engine } = options;
  const suite = loadSuite(files);
  const rules = suite.rules.filter(({ name }) => wanted?.test(name) ?? true);
  if (rules.length === 0) {
    throw DiagnosticError.of({
      code: 'mutation/no-rules',
      place: { file: files.join(', ') },
      message: wanted === undefined ? 'the files hold no rules' : `no rule has a name that ${wanted} finds`,
      reason: 'There is nothing to try',
      remedy: `Name rules that there are${suite.rules.length > 0 ? `, such as ${suite.rules[0]?.name}` : ''}.`,
    });
  }
  const subjects = rules.map((rule) => ({ rule, mutants: mutantsOf(rule, suite.rules) }));
  const declarations = declarationFiles(
    suite.testFiles.map((file) => file.path),
    equivalent,
  ).flatMap(readDeclarations);
  const mutants = subjects.flatMap((subject) => subject.mutants ?? []);
  const declared = matchDeclarations(declarations, mutants, suite.rules);
  const result = await tryMutants(subjects, suite, {
    ...engine,
    equivalents: new Set(declared.keys()),
  });
  return summarize(result, declared, (rule) => testsAbout(rule, suite.testFiles));
}

function declarationFiles(tests: readonly string[], named: string | undefined): string[] {
  if (named !== undefined) return [named];
  const beside = tests.map((file) => path.join(path.dirname(file), 'mutants.yaml'));
  return [...new Set(beside)].filter((file) => existsSync(file));
}
