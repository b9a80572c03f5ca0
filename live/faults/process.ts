import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { type Fault, RESTART } from './fault.ts';

const execute = promisify(execFile);

/** Each second has a whole one of these, so that each scrape sees it. Milliseconds. */
const BURST = { stopped: 600, running: 250 };
const LEAK = path.join(import.meta.dirname, 'leak.mjs');
/** So small that the leak fills it at once; in megabytes. */
const SMALL_HEAP = '--max-old-space-size=512 --max-semi-space-size=4';
/** Clients of the stream, so that what comes and goes beside them does not matter. */
const CLIENTS = 80;
/** Of the open files that it may have. */
const FILES_USED = 0.87;

/** The process of the observer has less than it needs. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    key: 'event-loop-blocked',
    installation: 'database',
    sequence: 'process',
    title: 'the process gets no time to run for half a second, again and again',
    alerts: ['ObserverEventLoopBlocked'],
    consequences: ['ObserverTargetDown', 'ObserverHighLatency', 'ObserverErrorBudgetBurn'],
    isQuick: false,
    start: ({ observer }) => {
      let timer: NodeJS.Timeout;
      const stop = () => {
        observer.signal('SIGSTOP');
        timer = setTimeout(goOn, BURST.stopped);
      };
      const goOn = () => {
        observer.signal('SIGCONT');
        timer = setTimeout(stop, BURST.running);
      };
      stop();
      return () => {
        clearTimeout(timer);
        observer.signal('SIGCONT');
      };
    },
  },
  {
    key: 'open-files',
    installation: 'database',
    sequence: 'process',
    title: 'clients hold most of the files that the process may open',
    alerts: ['ObserverOpenFilesAlmostExhausted'],
    isQuick: false,
    start: async ({ observer }) => {
      const clients = Array.from({ length: CLIENTS }, () => new WebSocket(`ws://${observer.address}/stream`));
      await Promise.all(clients.map((client) => once(client, 'open')));
      const pid = String(observer.pid);
      const { length } = await readdir(`/proc/${pid}/fd`);
      const { stdout } = await execute('prlimit', [
        '--pid',
        pid,
        '--nofile',
        '--output=SOFT',
        '--noheadings',
      ]);
      const allow = (soft: string) => execute('prlimit', ['--pid', pid, `--nofile=${soft}:`]);
      await allow(String(Math.floor(length / FILES_USED)));
      return async () => {
        await allow(stdout.trim());
        for (const client of clients) client.terminate();
      };
    },
  },
  {
    key: 'heap-almost-full',
    installation: 'restarts',
    sequence: 'restarts',
    title: 'the process leaks memory until hardly any of its heap is left',
    alerts: ['ObserverHeapAlmostFull'],
    consequences: RESTART,
    isQuick: false,
    start: ({ observer }) =>
      observer.change({ NODE_OPTIONS: `${SMALL_HEAP} --import=${pathToFileURL(LEAK)}` }),
  },
];
