import { join } from 'node:path';
import { plural } from '../base/plural.ts';
import { findTool } from '../promtool/find.ts';
import { plan } from '../write/plan.ts';
import { checkTargets } from '../write/root.ts';
import { type Destination, deploymentBase, outDirectory } from '../write/targets.ts';
import { changesOf, type WrittenFile, writeFiles } from '../write/write.ts';
import type { BuiltService } from './build.ts';
import { type BuildContext, collectFiles } from './build-services.ts';
import { cacheDirectory } from './cache.ts';
import type { Definitions } from './definitions.ts';
import { showDifferences } from './differences.ts';
import { plainDiagnostic, showFindings, showJson } from './findings.ts';
import { inspectDeployed } from './inspect-deployment.ts';
import { loadServices } from './load.ts';
import { proveRules } from './rule-proof.ts';
import { RunSummary } from './run-summary.ts';
import { painter, type Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

export interface GenerateOptions {
  readonly config: string;
  readonly env?: string | undefined;
  readonly out?: string | undefined;
  readonly deploy?: string | undefined;
  /** Whether to add the workload to the deployment. */
  readonly workload?: boolean;
  readonly check: boolean;
  readonly json: boolean;
  readonly promtool: boolean;
}

/** Builds, checks and writes, or compares with `check`. @returns the exit code */
export async function generate(
  definitions: Definitions,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.workload === true && definitions.project.workload === undefined) {
    throw new UsageError('--workload needs a workload, and observability.ts declares none.');
  }
  const { environment, isDefault, services, overview, warnings } = await loadServices(
    definitions.project,
    options.config,
    options.env,
  );
  const context: BuildContext = {
    definitions,
    services,
    overview,
    summary: new RunSummary(warnings),
    terminal,
    today: new Date(),
  };
  const { summary } = context;
  const destinations = destinationsOf(
    options,
    environment,
    isDefault,
    services.map(({ app }) => app),
  );
  checkTargets(destinations.map(({ target }) => target));
  const proof = await proverOf(options, services.length);
  const outcome = await produce(destinations, context, proof, options.check);
  if (options.json) {
    showJson(terminal, {
      environment,
      ...summary.counts,
      promtool: proof.state,
      diagnostics: summary.diagnostics.map(plainDiagnostic),
      suppressed: summary.suppressed.map(plainDiagnostic),
      files: outcome.changes,
    });
  } else {
    for (const difference of outcome.differences) terminal.out(difference);
    showFindings(summary, terminal);
    summarize(
      outcome.changes,
      { summary, environment, proof, destinations, isCheck: options.check },
      terminal,
    );
  }
  return summary.hasErrors || (options.check && outcome.changes.length > 0) ? 1 : 0;
}

interface Outcome {
  readonly changes: readonly WrittenFile[];
  /** For people, if files were compared. */
  readonly differences: Iterable<string>;
}

const NOTHING: Outcome = { changes: [], differences: [] };

/** Builds and checks all files before the first one is compared or written. */
async function produce(
  destinations: readonly Destination[],
  context: BuildContext,
  proof: Prover,
  isCheck: boolean,
): Promise<Outcome> {
  const { summary, terminal } = context;
  const sets = await collectFiles(destinations, context, proof.take);
  if (summary.hasErrors) return NOTHING;
  // Refuses before kustomize and promtool take their time.
  const plans = sets.map(plan);
  summary.diagnostics.push(...plans.flatMap(({ edits }) => edits));
  for (const set of sets) if (!set.target.isCreatedIfMissing) await inspectDeployed(set, context);
  if (!summary.hasErrors) summary.diagnostics.push(...(await proof.run(terminal)));
  if (summary.hasErrors) return NOTHING;
  if (isCheck) {
    return { changes: plans.flatMap(changesOf), differences: showDifferences(plans, terminal.hasColor.out) };
  }
  const onMessage = (message: string) => terminal.talk(`${message}\n`);
  return { changes: await writeFiles(sets, { onMessage }), differences: [] };
}

/** promtool runs only for a single service; a fleet's thousands of rules are tested with `oac test`. */
interface Prover {
  state: 'passed' | 'remembered' | 'failed' | 'not installed' | 'not run';
  take(service: BuiltService): void;
  run(terminal: Terminal): Promise<RunSummary['diagnostics']>;
}

async function proverOf(options: GenerateOptions, services: number): Promise<Prover> {
  const promtool = options.promtool && services === 1 ? await findTool('promtool') : undefined;
  let last: BuiltService | undefined;
  const prover: Prover = {
    state: options.promtool && services === 1 ? 'not installed' : 'not run',
    take: (service) => {
      last = service;
    },
    run: async (terminal) => {
      if (promtool === undefined || last === undefined) return [];
      const { diagnostics, isRemembered } = await proveRules(
        promtool,
        last,
        cacheDirectory(),
        (done, total) => terminal.progress(`promtool: ${done} of ${plural(total, 'scenario')}`),
      );
      terminal.progress('');
      prover.state = diagnostics.length > 0 ? 'failed' : isRemembered ? 'remembered' : 'passed';
      return [...diagnostics];
    },
  };
  return prover;
}

/** Without `--out` and `--deploy`: `out/`, or an environment's own directory if it is not the default one. */
function destinationsOf(
  { out, deploy, workload }: GenerateOptions,
  environment: string,
  isDefault: boolean,
  apps: readonly string[],
): Destination[] {
  const destinations = deploy === undefined ? [] : [deploymentBase(deploy, workload, apps)];
  if (out !== undefined || deploy === undefined) {
    destinations.unshift(outDirectory(out ?? (isDefault ? 'out' : `out-${environment}`)));
  }
  return destinations;
}

interface RunDetails {
  readonly summary: RunSummary;
  readonly environment: string;
  readonly proof: Prover;
  readonly destinations: readonly Destination[];
  readonly isCheck: boolean;
}

const PROMTOOL_TEXT: Readonly<Record<Prover['state'], string>> = {
  passed: 'passed with promtool',
  remembered: 'passed with promtool before, and are unchanged',
  failed: 'failed with promtool',
  'not installed': 'not run: promtool is not installed',
  'not run': 'not run: use "oac test"',
};

function summarize(changes: readonly WrittenFile[], details: RunDetails, terminal: Terminal): void {
  const { summary, environment, proof, destinations, isCheck } = details;
  const paint = painter(terminal.hasColor.talk);
  const { services, panels, alerts, recordingRules, scenarios, checks } = summary.counts;
  if (summary.hasErrors) {
    terminal.talk(`${paint('red', 'nothing was written')}\n`);
    return;
  }
  const where = destinations.map(({ target }) => target.directory).join(', ');
  terminal.talk(
    `${environment}: ${plural(services, 'service')}, ${plural(panels, 'panel')}, ${plural(alerts, 'alert')}, ` +
      `${plural(recordingRules, 'recording rule')}; ${plural(checks, 'check')} passed; ` +
      `${plural(scenarios, 'scenario')} ${PROMTOOL_TEXT[proof.state]}\n`,
  );
  if (!isCheck)
    for (const { directory, path, kind } of changes) terminal.out(`${kind}  ${join(directory, path)}\n`);
  if (changes.length === 0) terminal.talk(`${where}: up to date\n`);
  else if (isCheck) {
    terminal.talk(
      `${where}: ${plural(changes.length, 'file')} would change; run the same command without --check and commit the result\n`,
    );
  }
}
