import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { plural } from '../base/plural.ts';
import { type Backtest, backtest, type Period } from '../diff/backtest.ts';
import { type Change, compareSnapshots, type Files, readSnapshot, type Snapshot } from '../diff/index.ts';
import { backtestAsMarkdown, backtestAsText, changesAsMarkdown, changesAsText } from '../diff/text.ts';
import { PrometheusClient } from '../prometheus/client.ts';
import { outDirectory } from '../write/targets.ts';
import { collectFiles } from './build-services.ts';
import { findDefinitions } from './definitions.ts';
import { plainDiagnostic, showFindings, showJson } from './findings.ts';
import { filesAt } from './git.ts';
import { loadServices } from './load.ts';
import { renderDiagnostic } from './report.ts';
import { RunSummary } from './run-summary.ts';
import { painter, type Terminal } from './terminal.ts';

export interface DiffOptions {
  /** The commit to compare with. */
  readonly ref: string;
  /** Another commit; by default what the definitions generate now. */
  readonly to?: string | undefined;
  readonly config: string;
  readonly env?: string | undefined;
  /** Directory of the generated files in the repository. */
  readonly out?: string | undefined;
  readonly json: boolean;
  readonly markdown: boolean;
  /** Address of a Prometheus with samples for the changed alerts. */
  readonly prometheus?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly days: number;
}

const DAY = 86_400_000;

/** Describes what has changed since a commit. @returns the exit code */
export async function diff(options: DiffOptions, terminal: Terminal): Promise<number> {
  const now = options.to === undefined ? await generatedNow(options, terminal) : undefined;
  if (now === 'failed') return 1;
  const out = options.out ?? now?.out ?? 'out';
  const before = await committed(options.ref, out);
  const after = now?.files ?? (await committed(options.to ?? '', out));
  const snapshots = [readSnapshot(before), readSnapshot(after)] as const;
  const changes = compareSnapshots(...snapshots);
  const { trial, failure } = await tryAlerts(snapshots, options, terminal);
  if (options.json) {
    showJson(terminal, {
      from: options.ref,
      to: options.to ?? null,
      changes,
      ...(trial && { backtest: trial }),
      ...(failure && { diagnostics: failure.map(plainDiagnostic) }),
    });
  } else if (options.markdown) {
    const title = `What changes from ${options.ref}${options.to === undefined ? '' : ` to ${options.to}`}`;
    terminal.out(changesAsMarkdown(changes, title));
    if (trial !== undefined) terminal.out(backtestAsMarkdown(trial.alerts, trial.period));
  } else {
    const paint = painter(terminal.hasColor.out);
    terminal.out(changesAsText(changes, paint));
    if (trial !== undefined) terminal.out(backtestAsText(trial.alerts, trial.period, paint));
  }
  if (!options.json) {
    const paint = painter(terminal.hasColor.talk);
    for (const one of failure ?? []) terminal.talk(`${renderDiagnostic(one, paint)}\n`);
  }
  terminal.talk(`${summaryOf(changes)} since ${options.ref}\n`);
  return failure === undefined ? 0 : 2;
}

interface Trial {
  readonly trial?: { readonly period: Period; readonly alerts: readonly Backtest[] };
  /** Why there is none. The changes can still be described. */
  readonly failure?: readonly Diagnostic[];
}

async function tryAlerts(
  [before, after]: readonly [Snapshot, Snapshot],
  { prometheus, tokenFile, days }: DiffOptions,
  terminal: Terminal,
): Promise<Trial> {
  if (prometheus === undefined) return {};
  const to = Date.now();
  const period = { from: to - days * DAY, to };
  try {
    const server = new PrometheusClient(prometheus, { tokenFile });
    const alerts = await backtest(before, after, server, period, (done, total) =>
      terminal.progress(`backtest: ${done} of ${plural(total, 'alert')}`),
    );
    return { trial: { period, alerts } };
  } catch (error) {
    if (error instanceof DiagnosticError) return { failure: error.diagnostics };
    throw error;
  } finally {
    terminal.progress('');
  }
}

function summaryOf(changes: readonly Change[]): string {
  return changes.length === 0 ? 'nothing has changed' : plural(changes.length, 'change');
}

async function committed(ref: string, out: string): Promise<Files> {
  const files = await filesAt(ref, out);
  if (files.size > 0) return files;
  throw DiagnosticError.of({
    code: 'diff/no-output',
    place: { file: out },
    message: `${ref} has no files below ${out}/`,
    reason: 'What was generated then is compared, as it was committed',
    remedy: 'Commit what is generated, or name its directory with --out.',
  });
}

async function generatedNow(
  { config, env }: DiffOptions,
  terminal: Terminal,
): Promise<{ readonly files: Files; readonly out: string } | 'failed'> {
  const definitions = await findDefinitions();
  const { environment, isDefault, services, overview, warnings } = await loadServices(
    definitions.project,
    config,
    env,
  );
  const summary = new RunSummary(warnings);
  const out = isDefault ? 'out' : `out-${environment}`;
  const context = { definitions, services, overview, summary, terminal, today: new Date() };
  const sets = await collectFiles([outDirectory(out)], context);
  terminal.progress('');
  if (summary.hasErrors) {
    showFindings(summary, terminal);
    return 'failed';
  }
  const files = sets.flatMap((set) =>
    [...set.files].map((file) => [file.path, file.content().toString()] as const),
  );
  return { files: new Map(files), out };
}
