import path from 'node:path';
import process from 'node:process';
import type { Release } from 'test-support/fetch/catalogue';
import { startStandIn } from 'test-support/stand-in';
import { type EndFault, FAULTS, faultOf } from './faults.ts';
import { announceDemo, runningDemos } from './running-demos.ts';
import { DATA_FACTOR, FACTOR } from './shortening.ts';
import { canMountSmallDisk } from './small-disk.ts';
import { type Stack, startStack } from './stack.ts';
import { startVisitors } from './visitors.ts';

/** Runs everything until a signal comes, and switches faults on and off as it is asked to. */
export async function demo(root: string, release: Release): Promise<number> {
  const stack = await startStack({
    root,
    out: path.join(root, 'out'),
    release,
    onProgress: (text) => process.stderr.write(`${text}\n`),
    hasSmallDisk: await canMountSmallDisk(),
  });
  startVisitors(stack.observer.url);
  announceDemo(root, await startSwitch(stack));
  process.stdout.write(`
Prometheus     ${stack.prometheus.url}
Alertmanager   ${stack.alerting.server.url}
Observer       ${stack.observer.url}/status
Dashboard      npm run preview -- --from now-15m --prometheus ${stack.prometheus.url}

Durations of the rules are divided by ${FACTOR}, those of rules about data by ${DATA_FACTOR}.
Switch a fault on or off in another terminal: npm run demo -- fault <name> --pid ${process.pid}

${FAULTS.map(({ key, title }) => `  ${key.padEnd(20)}${title}`).join('\n')}

Ctrl-C stops everything.
`);
  return new Promise<number>(() => undefined);
}

/** Tells the running demo to switch a fault. Exit code 2 where none runs, several do, or it cannot. */
export async function switchFault(root: string, key: string, pid: number | undefined): Promise<number> {
  const demos = runningDemos(root).filter((demo) => pid === undefined || demo.pid === pid);
  const [demo, ...others] = demos;
  if (demo === undefined) {
    const which =
      pid === undefined ? 'No demo of this project runs' : `No demo of this project is process ${pid}`;
    process.stderr.write(`${which}. Start one with "npm run demo"\n`);
    return 2;
  }
  if (others.length > 0) {
    const pids = demos.map((each) => each.pid).join(', ');
    process.stderr.write(`${demos.length} demos run: processes ${pids}. Say which with --pid\n`);
    return 2;
  }
  try {
    const response = await fetch(`${demo.url}/${encodeURIComponent(key)}`, { method: 'POST' });
    const text = await response.text();
    (response.ok ? process.stdout : process.stderr).write(`${text}\n`);
    return response.ok ? 0 : 2;
  } catch {
    process.stderr.write(`The demo of process ${demo.pid} gives no answer at ${demo.url}\n`);
    return 2;
  }
}

/** Its address. */
async function startSwitch(stack: Stack): Promise<string> {
  const running = new Map<string, EndFault>();
  const toggle = async (key: string): Promise<string | undefined> => {
    const fault = faultOf(key);
    if (fault === undefined) return undefined;
    const endFault = running.get(key);
    if (endFault === undefined) {
      running.set(key, await fault.start(stack));
      return `on: ${fault.title}. ${expectation(fault.alerts)}`;
    }
    running.delete(key);
    await endFault();
    return `off: ${fault.title}`;
  };
  let last: Promise<unknown> = Promise.resolve();
  const { url } = await startStandIn((request, response) => {
    const key = decodeURIComponent((request.url ?? '/').slice(1));
    const turn = last.then(() => toggle(key));
    last = turn.catch(() => undefined);
    turn.then(
      (text) =>
        text === undefined
          ? response
              .writeHead(404)
              .end(`There is no fault "${key}": ${FAULTS.map((each) => each.key).join(', ')}`)
          : response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  return url;
}

function expectation(alerts: readonly string[]): string {
  return alerts.length === 0 ? 'No alert is about it' : `Should fire: ${alerts.join(', ')}`;
}
