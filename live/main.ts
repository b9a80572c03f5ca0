import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
import { emitted } from 'observer-metrics/emitted';
import { RELEASES, type Release } from 'test-support/fetch/catalogue';
import yargs from 'yargs';
import { checkHealth } from './checks/health.ts';
import { checkMessages } from './checks/messages.ts';
import { checkMetrics } from './checks/metrics.ts';
import { checkPanels, type NamedDashboard, TROUBLE } from './checks/panels.ts';
import { checkRules } from './checks/rules.ts';
import { checkTargets } from './checks/targets.ts';
import { checkToken } from './checks/token.ts';
import { closeMarket } from './closed-market.ts';
import { demo, switchFault } from './demo.ts';
import { FAULTS, type Fault } from './faults.ts';
import { possibleFaults, startInstallations } from './installations.ts';
import { BUDGET_FACTOR, DATA_FACTOR, FACTOR, OTHER_FACTORS } from './shortening.ts';
import { untilTradingLasts } from './trading-day.ts';
import { withCleanUp } from './with-clean-up.ts';

const SECTIONS = ['targets', 'rules', 'metrics', 'token', 'panels', 'health', 'alerts', 'messages'] as const;
type Section = (typeof SECTIONS)[number];

const QUICK = ['targets', 'rules', 'metrics', 'panels', 'alerts', 'messages'] as const;

/** What the document tries for it: a restarted Pod, and a volume that a file of 18 GB fills. */
const ALERT_TESTS: readonly string[] = ['restarts', 'volume-almost-full'];

/** What the document's checklist asks for, in its order. */
const CHECKLIST = ['token', 'metrics', 'targets', 'rules', 'panels', 'alerts', 'messages'] as const;

interface VerifyOptions {
  readonly only: readonly Section[];
  readonly faults: readonly Fault[];
  readonly release: Release;
  readonly json: boolean;
  readonly reportFile: string | undefined;
  readonly out: string;
}

/** The command line: exit code 0 where all is well, 1 with findings, 2 where it cannot run. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const command = args[0] === 'demo' ? 'demo' : 'verify';
  try {
    return await parse(root, args);
  } catch (error) {
    const help = error instanceof UsageError ? `"npm run ${command} -- --help" lists the options\n` : '';
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${help}`);
    return 2;
  }
}

class UsageError extends Error {}

/** Runs what the command line names. Nothing starts where it is wrong. */
async function parse(root: string, args: readonly string[]): Promise<number> {
  let run = async (): Promise<number> => 0;
  await yargs([...args])
    .scriptName('npm run')
    .locale('en')
    .command(
      'verify',
      'Run the observer with real servers, and prove each panel and alert',
      (command) =>
        command
          .option('only', {
            choices: [...SECTIONS, 'checklist'] as const,
            array: true,
            describe: 'Parts; all by default. checklist: the six items of the document',
          })
          .option('quick', {
            type: 'boolean',
            default: false,
            describe: 'Panels and a dozen alerts, in 90 seconds',
          })
          .option('fault', {
            choices: FAULTS.map(({ key }) => key),
            array: true,
            describe: 'Faults that are tried; all by default',
          })
          .option('wait', {
            type: 'number',
            describe:
              'Seconds that an alert may take to fire, and to resolve; 150, and some faults need longer',
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
      ({ only, quick, fault, wait, prometheusVersion, json, report, out }) => {
        if (wait !== undefined && !(wait > 0)) throw new UsageError('--wait needs a number of seconds');
        const options = {
          only: sectionsOf(only, quick),
          faults: withPatience(
            fault === undefined ? faultsOf(only, quick) : FAULTS.filter(({ key }) => fault.includes(key)),
            wait,
          ),
          release: prometheusVersion,
          json,
          reportFile: report,
          out: path.resolve(out ?? path.join(root, 'out')),
        };
        run = () => withCleanUp(() => verify(root, options));
      },
    )
    .command(
      'demo',
      'Leave it all running, with faults to switch on',
      (command) =>
        command
          .usage(
            'npm run demo\nnpm run demo -- fault <name>   # of the running demo, on or off again\n\nLeave it all running, with faults to switch on',
          )
          .command(
            'fault <name>',
            false,
            (fault) =>
              fault
                .usage('npm run demo -- fault <name>\n\nSwitch a fault of the running demo on, or off again')
                .positional('name', {
                  choices: FAULTS.map(({ key }) => key),
                  type: 'string',
                  demandOption: true,
                })
                .option('pid', { type: 'number', describe: 'Of the demo, where several run' }),
            ({ name, pid }) => {
              run = () => switchFault(root, name, pid);
            },
          )
          .option('prometheus-version', {
            choices: RELEASES,
            default: 'newest' as const,
            describe: 'Of all servers',
          }),
      ({ prometheusVersion }) => {
        run = () => withCleanUp(() => demo(root, prometheusVersion));
      },
    )
    .demandCommand(1)
    .strict()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw new UsageError(error?.message ?? message);
    })
    .parseAsync();
  return await run();
}

async function verify(root: string, options: VerifyOptions): Promise<number> {
  const start = Date.now();
  const onProgress = (text: string) => {
    process.stderr.write(`${String(Math.round((Date.now() - start) / 1000)).padStart(4)} s  ${text}\n`);
  };
  if (!existsSync(options.out))
    throw new Error(`${options.out} does not exist; "npm run generate" writes out/`);
  const stackOptions = { root, out: options.out, release: options.release, onProgress };
  const { faults, stated } = await possibleFaults(options);
  const isTrying = options.only.includes('alerts') || options.only.includes('messages');
  const minutes = isTrying ? (faults.length > 10 ? 15 : 3) : 2;
  await untilTradingLasts(minutes, onProgress);
  const installations = await startInstallations(isTrying ? faults : [], stackOptions);
  const stack = installations.main;
  const rows: Row[] = [];
  let notTried: readonly string[] = [];
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
  await section('metrics', () => checkMetrics(stack, emitted));
  // Before the faults, some of which leave a token behind that KIS refuses.
  await section('token', () => checkToken(stack));
  await section('panels', () => checkPanels(stack, dashboardsOf(options.out), onProgress));
  // The trades that were missed during the restart are gone from the rules' windows by now.
  await section('health', () => checkHealth(stack, { isOpen: true, simulator: stack.simulator }));
  if (isTrying) {
    const before = options.only.includes('panels') ? TROUBLE : [];
    const tried = await installations.tryFaults(before);
    await section('alerts', async () => tried.rows);
    notTried = [tried.notTried];
    await section('messages', async () => {
      const messages = tried.installations.map((one) => checkMessages(one.stack, one.trials));
      return (await Promise.all(messages)).flat();
    });
  }
  await section('health', async () => {
    const simulator = await closeMarket(stack);
    return checkHealth(stack, { isOpen: false, simulator });
  });
  const report = {
    stated: [
      `Durations of the rules are divided by ${FACTOR}, those of rules about data by ${DATA_FACTOR}, the windows of error budgets from two hours on by ${BUDGET_FACTOR}, those of ${OTHER_FACTORS}.`,
      `Alertmanager waits for a ${FACTOR}th of the generated time, and sends to a stand-in.`,
      'The market is open all day for the simulator, the observer, the rules and the routes; for the last questions it is closed.',
      ...stated,
      ...notTried,
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

function sectionsOf(
  only: readonly (Section | 'checklist')[] | undefined,
  isQuick: boolean,
): readonly Section[] {
  if (only === undefined) return isQuick ? QUICK : SECTIONS;
  return only.flatMap((each) => (each === 'checklist' ? CHECKLIST : [each]));
}

function faultsOf(only: readonly (Section | 'checklist')[] = [], isQuick: boolean): readonly Fault[] {
  if (only.includes('checklist')) return FAULTS.filter(({ key }) => ALERT_TESTS.includes(key));
  const faults = FAULTS.filter(({ alerts }) => alerts.length > 0);
  return isQuick ? faults.filter((fault) => fault.isQuick) : faults;
}

function withPatience(faults: readonly Fault[], seconds: number | undefined): readonly Fault[] {
  return seconds === undefined ? faults : faults.map((fault) => ({ ...fault, patience: seconds * 1000 }));
}
