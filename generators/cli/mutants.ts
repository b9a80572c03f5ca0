import { availableParallelism } from 'node:os';
import { DiagnosticError } from '../base/diagnostic.ts';
import { plural } from '../base/plural.ts';
import { mutationScore } from '../mutation/index.ts';
import { summaryJson } from '../mutation/report/json.ts';
import { summaryText } from '../mutation/report/text.ts';
import type { Progress } from '../mutation/run/engine.ts';
import { cacheDirectory } from './cache.ts';
import { plainDiagnostic, showJson } from './findings.ts';
import { requirePromtool } from './promtool.ts';
import { renderDiagnostic } from './report.ts';
import { painter, type Terminal } from './terminal.ts';

export interface MutantsOptions {
  /** Files of rules and of promtool tests. */
  readonly files: readonly string[];
  readonly json: boolean;
  /** A regular expression for names of rules. */
  readonly rule?: string | undefined;
  /** Concurrent promtool processes; by default one per processor. */
  readonly jobs?: number | undefined;
  /** File that declares equivalent mutants. */
  readonly equivalent?: string | undefined;
}

/** Checks whether the tests of rules detect mistakes. @returns the exit code: 1 if a mutant survives */
export async function mutants(options: MutantsOptions, terminal: Terminal): Promise<number> {
  const { files, json, rule, jobs = availableParallelism(), equivalent } = options;
  if (files.length === 0) {
    throw usage(
      'no files are named',
      'Name rules and their tests: "oac mutants rules.yaml rules.test.yaml".',
    );
  }
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw usage(`--jobs is ${jobs}`, 'Write a whole number of processes, such as --jobs 2.');
  }
  const wanted = rule === undefined ? {} : { rule: regexOf(rule) };
  const promtool = await requirePromtool('The tests of the rules');
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let progress = '';
  const show = () => terminal.progress(`${progress} (${seconds().toFixed(0)} s)`);
  const timer = setInterval(show, 1000);
  const summary = await mutationScore({
    files,
    ...wanted,
    ...(equivalent === undefined ? {} : { equivalent }),
    promtool: promtool.path,
    jobs,
    memory: cacheDirectory(),
    onProgress: (state) => {
      progress = progressText(state);
      show();
    },
  }).finally(() => clearInterval(timer));
  if (json) showJson(terminal, summaryJson(summary, seconds(), plainDiagnostic));
  else {
    const paint = painter(terminal.hasColor.talk);
    for (const finding of summary.findings) terminal.talk(`${renderDiagnostic(finding, paint)}\n`);
    terminal.out(summaryText(summary, seconds()));
  }
  return summary.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function progressText(state: Progress): string {
  const { done, total } = state;
  return state.phase === 'base'
    ? `${done} of ${plural(total, 'file')} passed as they are`
    : `${done} of ${plural(total, 'mutant')}, ${plural(state.survived, 'survivor')} so far`;
}

function regexOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw usage(
      `--rule is not a regular expression: ${cause}`,
      'Write part of a name, such as --rule HighErrorRate.',
    );
  }
}

function usage(message: string, remedy: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'mutation/usage',
    place: { definition: 'oac mutants' },
    message,
    reason: 'It is not clear what to try',
    remedy,
  });
}
