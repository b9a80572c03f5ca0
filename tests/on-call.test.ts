import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, formatDuration, parseDuration } from 'observability-as-code';
import { describe, expect, test } from 'vitest';
import { readAlertmanager } from '../generators/alertmanager/configuration.ts';
import { simulate } from '../generators/alertmanager/simulate.ts';
import { loadServices } from '../generators/cli/load.ts';
import { compileService } from '../generators/compile/service.ts';
import type { ServiceConfig } from '../generators/config/config.ts';
import { type GroupModel, groupModels } from '../generators/render/prometheus/rules-file.ts';
import { contract } from '../metrics/index.ts';
import project from '../observability.ts';
import { FAULTS, type Fault } from './on-call/faults.ts';
import { faultTable } from './on-call/table.ts';
import { observerExposition, sampleLine } from './support/contract-exposition.ts';
import { startExpositionServer } from './support/exposition.ts';
import { RELEASES, type Release } from './support/fetch/catalogue.ts';
import { startPrometheus } from './support/prometheus.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { ROOT } from './support/workspace.ts';

/** Every window and every `for` is so many times shorter, and so is what is compared with seconds of the clock. */
const FASTER = 12;

/** Long enough for the rates of a healthy service, and then until the slowest alert has fired. */
const HEALTHY_SECONDS = 30;
const FAULTY_SECONDS = 95;

/** As long as Alertmanager waits for further alerts of a group: by then the alert that leads has arrived. */
const GROUP_WAIT_SECONDS = 30 / FASTER;

/** A Tuesday, 10:00 in Seoul: the market is open. */
const IN_SESSION = new Date('2026-11-24T01:00:00Z');

const NAMESPACE = 'observer-prod';

/** `npm run on-call` asks the oldest Prometheus, too: both see the same faults at the same time. */
const WATCHED_BY: readonly Release[] = process.env.MODE === 'releases' ? RELEASES : ['newest'];

interface Notified {
  readonly pages: Set<string>;
  readonly tickets: Set<string>;
}

const rows = await faultTable();
const { services } = await loadServices(project, path.join(ROOT, 'observability.yaml'), undefined);
const config = services.find(({ app }) => app === 'observer');
if (config === undefined) throw new Error('there is no observer in observability.yaml');

describe('a real Prometheus with the generated rules, and the routes and inhibitions of Alertmanager', () => {
  test('notifies of each fault as the table says', { timeout: 240_000 }, async () => {
    const directory = await temporaryDirectory();
    // A whole second, so that a counter that grows by one a second stands still where the seconds since are taken off.
    const start = (Math.floor(Date.now() / 1000) + HEALTHY_SECONDS) * 1000;
    const since = (now = Date.now()) => Math.max(0, Math.floor((now - start) / 1000));
    const platforms = await startExpositionServer(
      Object.fromEntries(
        FAULTS.flatMap((fault, index) => [
          [`/${index}/observer`, () => observerOf(fault, Date.now(), since)],
          [`/${index}/database`, () => databaseOf(fault, since())],
          [
            `/${index}/platform`,
            () => (fault.platform?.(since()) ?? '').replaceAll('$ns', namespaceOf(index)),
          ],
        ]),
      ),
    );
    const rules = await Promise.all(
      FAULTS.map((_, index) => writeRules(config, namespaceOf(index), directory)),
    );
    const watchers = await Promise.all(
      WATCHED_BY.map(async (release) => ({
        release,
        prometheus: await startPrometheus({
          release,
          scrapeInterval: '3s',
          // A twelfth of production's 30 seconds.
          evaluationInterval: '2500ms',
          rules,
          config: {
            scrape_configs: FAULTS.flatMap((fault, index) => targetsOf(fault, index, platforms.address)),
          },
        }),
        notified: FAULTS.map((): Notified => ({ pages: new Set(), tickets: new Set() })),
        sentSince: new Map<string, number>(),
      })),
    );
    await sleep(start - Date.now());
    for (const [index, { observerTarget }] of FAULTS.entries()) {
      if (observerTarget === 'fails') platforms.fail(`/${index}/observer`);
    }

    const model = readAlertmanager(
      'alertmanager.yaml',
      await readFile(path.join(ROOT, 'out/alertmanager/alertmanager.yaml'), 'utf8'),
    );
    while (since() < FAULTY_SECONDS) {
      for (const { prometheus, notified, sentSince } of watchers) {
        const { samples } = await prometheus.query('ALERTS{alertstate="firing"}');
        const now = Date.now() / 1000;
        for (const [index, receivers] of notified.entries()) {
          const alerts = samples
            .filter(({ labels }) => labels.namespace === namespaceOf(index))
            .map(({ labels }) => asInProduction(labels));
          for (const alert of alerts) {
            const { alertname: name = '' } = alert;
            const deliveries = simulate(model, alert, { at: IN_SESSION, firing: alerts });
            for (const { receiver, isSent } of deliveries) {
              const key = `${index} ${JSON.stringify(alert)} ${receiver}`;
              if (!isSent) sentSince.delete(key);
              else if (!sentSince.has(key)) sentSince.set(key, now);
              if (now - (sentSince.get(key) ?? now) < GROUP_WAIT_SECONDS) continue;
              if (receiver === 'pages') receivers.pages.add(name);
              if (receiver === 'tickets') receivers.tickets.add(name);
            }
          }
        }
      }
      await sleep(1_000);
    }

    const expected = rows.map(({ fault, pages, tickets }) => ({
      fault,
      pages: [...pages].sort(),
      tickets: [...tickets].sort(),
    }));
    for (const { release, prometheus, notified } of watchers) {
      expect((await prometheus.rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(
        notified.map(({ pages, tickets }, index) => ({
          fault: FAULTS[index]?.name,
          pages: [...pages].sort(),
          tickets: [...tickets].sort(),
        })),
        `with the ${release} Prometheus`,
      ).toEqual(expected);
    }
  });
});

const namespaceOf = (index: number) => `fault-${index}`;

/** The labels under which the alert would arrive from the environment that the routes are written for. */
const asInProduction = (labels: Labels): Labels => ({ ...labels, namespace: NAMESPACE });

type Labels = Readonly<Record<string, string>>;

/** What the contract's metrics are while all is well, where the values that stand for any are too high. */
const WELL: Readonly<Record<string, number>> = {
  observer_market_open: 1,
  observer_jsonl_queue_age_seconds: 0,
  nodejs_heap_used_bytes: 1e8,
  nodejs_eventloop_delay_seconds: 0.01,
  process_open_fds: 2,
};

function observerOf(
  { observer = ({ value }) => value }: Fault,
  now: number,
  since: (now: number) => number,
): string {
  return observerExposition(contract, new Date(now)).replaceAll(
    /^(\w+)(?:\{(.*)\})? (\S+)$/gm,
    (_, name: string, pairs: string | undefined, text: string) => {
      const labels = Object.fromEntries(
        [...(pairs ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label ?? '', value ?? '']),
      );
      const value = observer({ name, labels, value: WELL[name] ?? Number(text), since: since(now) });
      return value === undefined ? '' : sampleLine(name, labels, value).trimEnd();
    },
  );
}

function databaseOf({ database }: Fault, since: number): string {
  const isUp = database !== 'down' || since === 0;
  return `pg_up ${isUp ? 1 : 0}\npg_exporter_last_scrape_error ${isUp ? 0 : 1}\n`;
}

function targetsOf({ observerTarget, database }: Fault, index: number, address: string): readonly object[] {
  const target = (kind: string, labels: Readonly<Record<string, string>>) => ({
    job_name: `${index}-${kind}`,
    metrics_path: `/${index}/${kind}`,
    honor_labels: true,
    static_configs: [{ targets: [address], labels: { namespace: namespaceOf(index), ...labels } }],
  });
  return [
    ...(observerTarget === 'missing' ? [] : [target('observer', { job: 'observer', pod: 'observer-0' })]),
    ...(database === 'missing' ? [] : [target('database', { job: 'postgres' })]),
    target('platform', { job: 'platform' }),
  ];
}

/** The rules of production for another namespace, with the market open, and everything faster. */
async function writeRules(production: ServiceConfig, namespace: string, directory: string): Promise<string> {
  const { groups } = compileService(project, {
    ...production,
    namespace,
    // Shorter than GROUP_WAIT_SECONDS: an alert that leads may come an evaluation later.
    intervals: { scrape: '1s', scrapeTimeout: '1s', evaluation: '2s' },
  });
  const file = path.join(directory, `${namespace}.yaml`);
  await writeFile(
    file,
    JSON.stringify({ groups: groupModels(groups).map((group) => faster(group, namespace)) }),
  );
  return file;
}

/** What is compared with seconds of the clock, which does not run faster. */
const CLOCK_THRESHOLDS: Readonly<Record<string, number>> = {
  ObserverWriteLag: 300,
  ObserverWriteQueueSlow: 60,
};

function faster({ name, rules, ...group }: GroupModel, namespace: string): object {
  return {
    ...group,
    name: `${namespace} ${name}`,
    rules: rules.map((rule) => {
      const { expr, record, alert } = rule;
      const seconds = CLOCK_THRESHOLDS[String(alert)] ?? 0;
      return {
        ...rule,
        expr: String(expr)
          .replaceAll(/\[(\w+)\]/g, (_, range) => `[${shorter(range)}]`)
          .replace(new RegExp(`>\\s+${seconds}\\b`), `> ${seconds / FASTER}`),
        ...(record === 'krx:session_open:bool'
          ? { expr: `label_replace(vector(1), "namespace", "${namespace}", "", "")` }
          : {}),
        ...(rule.for === undefined ? {} : { for: shorter(String(rule.for)) }),
        ...(rule.keep_firing_for === undefined
          ? {}
          : { keep_firing_for: shorter(String(rule.keep_firing_for)) }),
      };
    }),
  };
}

const shorter = (duration: string): Duration =>
  formatDuration(Math.ceil((parseDuration(duration) ?? 0) / FASTER / 1000) * 1000);
