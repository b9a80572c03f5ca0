import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {
  findingsOf,
  questionsOf,
  type Row,
  reportJson,
  reportMarkdown,
  reportText,
} from 'observability-as-code/live';
import { RELEASES, type Release } from 'test-support/fetch/catalogue';
import yargs from 'yargs';
import { tryFaults } from './checks/faults.ts';
import { checkHealth } from './checks/health.ts';
import { checkMessages } from './checks/messages.ts';
import { checkPanels, type NamedDashboard } from './checks/panels.ts';
import { checkRules } from './checks/rules.ts';
import { checkTargets } from './checks/targets.ts';
import { demo, switchFault } from './demo.ts';
import { FAULTS, type Fault } from './faults.ts';
import { DATA_FACTOR, FACTOR } from './shortening.ts';
import { startStack } from './stack.ts';
import { withCleanUp } from './with-clean-up.ts';

const SECTIONS = ['targets', 'rules', 'panels', 'health', 'alerts', 'messages'] as const;
type Section = (typeof SECTIONS)[number];

interface VerifyOptions {
  readonly only: readonly Section[];
  readonly isQuick: boolean;
  readonly release: Release;
  readonly json: boolean;
  readonly reportFile: string | undefined;
  readonly out: string;
}

/** The command line: exit code 0 where all is well, 1 with findings, 2 where it cannot run. */
export async function main(root: string, args: readonly string[]): Promise<void> {
  await yargs([...args])
    .scriptName('npm run')
    .locale('en')
    .command(
      'verify',
      'Run the observer with real servers, and prove each panel and alert',
      (command) =>
        command
          .option('only', { choices: SECTIONS, array: true, describe: 'Parts; all by default' })
          .option('quick', {
            type: 'boolean',
            default: false,
            describe: 'Panels and ten alerts, in a minute',
          })
          .option('prometheus-version', {
            choices: RELEASES,
            default: 'newest' as const,
            describe: 'Of all servers',
          })
          .option('json', {
            type: 'boolean',
            default: false,
            describe: 'The report as JSON on standard output',
          })
          .option('out', { type: 'string', describe: 'The folder of what was generated; out by default' })
          .option('report', { type: 'string', describe: 'A Markdown file for the report' }),
      async ({ only, quick, prometheusVersion, json, report, out }) => {
        const options = {
          only: only ?? (quick ? (['targets', 'rules', 'panels', 'alerts', 'messages'] as const) : SECTIONS),
          isQuick: quick,
          release: prometheusVersion,
          json,
          reportFile: report,
          out: path.resolve(out ?? path.join(root, 'out')),
        };
        process.exitCode = await withCleanUp(() => verify(root, options));
      },
    )
    .command(
      'demo',
      'Leave it all running, with faults to switch on',
      (command) =>
        command
          .command(
            'fault <name>',
            'Switch a fault of the running demo on, or off again',
            (fault) =>
              fault.positional('name', {
                choices: FAULTS.map(({ key }) => key),
                type: 'string',
                demandOption: true,
              }),
            async ({ name }) => {
              process.exitCode = await switchFault(name);
            },
          )
          .option('prometheus-version', {
            choices: RELEASES,
            default: 'newest' as const,
            describe: 'Of all servers',
          }),
      async ({ prometheusVersion }) => {
        process.exitCode = await withCleanUp(() => demo(root, prometheusVersion));
      },
    )
    .demandCommand(1)
    .strict()
    .version(false)
    .exitProcess(false)
    .fail((message, error, parser) => {
      process.stderr.write(`${error instanceof Error ? error.message : `${message}\n\n`}\n`);
      if (!(error instanceof Error)) parser.showHelp();
      process.exitCode = 2;
    })
    .parseAsync();
}

async function verify(root: string, options: VerifyOptions): Promise<number> {
  const start = Date.now();
  const onProgress = (text: string) => {
    process.stderr.write(`${String(Math.round((Date.now() - start) / 1000)).padStart(4)} s  ${text}\n`);
  };
  const stack = await startStack({ root, out: options.out, release: options.release, onProgress });
  const rows: Row[] = [];
  const section = async (name: Section, check: () => Promise<readonly Row[]>) => {
    if (!options.only.includes(name)) return;
    onProgress(name);
    const found = await check();
    rows.push(...found);
    for (const { name: title, result } of found.filter(({ isOk }) => !isOk))
      onProgress(`FAIL ${title}: ${result}`);
  };
  await section('targets', () => checkTargets(stack));
  await section('rules', () => checkRules(stack));
  await section('panels', () => checkPanels(stack, dashboardsOf(options.out), onProgress));
  await section('health', () => checkHealth(stack, 'in market hours', 20_000));
  if (options.only.includes('alerts') || options.only.includes('messages')) {
    const tried = await tryFaults(stack, faultsOf(options.isQuick), onProgress);
    await section('alerts', async () => tried.rows);
    await section('messages', () => checkMessages(stack, tried));
  }
  const report = {
    stated: [
      `Durations of the rules are divided by ${FACTOR}, those of rules about data by ${DATA_FACTOR}.`,
      `Alertmanager waits for a ${FACTOR}th of the generated time, and sends to a stand-in.`,
      'The market is open all day, for the simulator, the observer, the rules and the routes.',
    ],
    rows,
    seconds: (Date.now() - start) / 1000,
  };
  process.stdout.write(options.json ? reportJson(report) : reportText(report));
  if (options.reportFile !== undefined) writeFileSync(options.reportFile, reportMarkdown(report));
  return findingsOf(report).length === 0 ? 0 : 1;
}

function dashboardsOf(out: string): readonly NamedDashboard[] {
  const files = { classic: 'monitoring/grafana-dashboard.json', v2: 'grafana/observer.v2.json' };
  return Object.entries(files).map(([format, file]) => ({
    format,
    dashboard: questionsOf(JSON.parse(readFileSync(path.join(out, file), 'utf8'))),
  }));
}

function faultsOf(isQuick: boolean): readonly Fault[] {
  return FAULTS.filter((fault) => fault.alerts.length > 0 && (fault.isQuick || !isQuick));
}
