import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { endingWithParent } from 'test-support/server-process';
import { Account } from '../../protocol/account.ts';
import type { TokenStore } from '../store.ts';
import { isTooSlow } from './too-slow.ts';

export interface StressOptions {
  readonly worker: string;
  /** `KIS_TOKEN_STORE` and `KIS_TOKEN_CACHE_DIR`: the store that the processes use. */
  readonly environment: NodeJS.ProcessEnv;
  /** The same store, for the observer of the test. */
  readonly store: TokenStore;
  readonly processes: number;
  /** The run ends after this time, or earlier after this many acquisitions and some kills. */
  readonly milliseconds: number;
  readonly acquisitions: number;
}

export interface StressReport {
  acquired: number;
  committed: number;
  /** Commits of holders after another one had taken over. */
  refused: number;
  /** Steps for which a server was too slow. */
  unavailable: number;
  killed: number;
  stopped: number;
  reads: number;
  /** Reads that found no complete token after there had been one. */
  torn: number;
  /** Reads of an older generation than before. */
  regressions: number;
  readonly violations: string[];
}

/** A fast machine makes all acquisitions before anybody is killed. */
export const LEAST_KILLED = 6;

/** How long leases last, in milliseconds. */
export const TTL = 800;

/** The account of the tokens. */
export const account = new Account({ appKey: 'stress', appSecret: 'of no use here' });

/** Runs processes that kill and suspend themselves and each other, and watches the store in the meantime. */
export async function stress(options: StressOptions): Promise<StressReport> {
  const { environment, store, processes, milliseconds, acquisitions, worker } = options;
  const report: StressReport = {
    ...{
      acquired: 0,
      committed: 0,
      refused: 0,
      unavailable: 0,
      killed: 0,
      stopped: 0,
      reads: 0,
      torn: 0,
      regressions: 0,
    },
    violations: [],
  };
  const members = new Set<ChildProcess>();
  let isOver = false;

  const start = () => {
    const [command, ...args] = endingWithParent([process.execPath, worker]);
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ...environment,
        APP_KEY: account.appKey,
        APP_SECRET: account.appSecret,
        LEASE_TTL: String(TTL),
        DEATHS: '0.01',
        STOPS: '0.004',
      },
    });
    members.add(child);
    child.once('exit', (code) => {
      members.delete(child);
      if (!isOver && code !== null) report.violations.push(`a process ended by itself with ${code}`);
      if (!isOver) start();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what = ''] = line.split(' ');
      if (what === 'violated') report.violations.push(line);
      else if (what === 'stopped') stop(child, false);
      else if (isCounted(what)) report[what] += 1;
      else if (what === 'killed') report.killed += 1;
    });
  };
  /** Suspends the process for longer than a lease lasts. */
  const stop = (child: ChildProcess, isSent: boolean) => {
    report.stopped += 1;
    if (isSent) child.kill('SIGSTOP');
    setTimeout(() => child.kill('SIGCONT'), TTL * (1.2 + Math.random())).unref();
  };
  const anyone = () => [...members][Math.floor(Math.random() * members.size)];

  const watching = watch(store, report, () => isOver);
  for (let count = 0; count < processes; count += 1) start();
  const end = performance.now() + milliseconds;
  const isDone = () => report.acquired >= acquisitions && report.killed >= LEAST_KILLED;
  while (performance.now() < end && !isDone()) {
    await delay(150 + Math.random() * 200);
    const victim = anyone();
    if (victim === undefined) continue;
    if (Math.random() < 0.8) {
      report.killed += 1;
      victim.kill('SIGKILL');
    } else stop(victim, true);
  }
  isOver = true;
  await Promise.all(
    [...members].map(async (child) => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }),
  );
  await watching;
  return report;
}

function isCounted(what: string): what is 'acquired' | 'committed' | 'refused' | 'unavailable' {
  return ['acquired', 'committed', 'refused', 'unavailable'].includes(what);
}

async function watch(store: TokenStore, report: StressReport, isOver: () => boolean): Promise<void> {
  let highest = 0;
  while (!isOver()) {
    const read = await store.read().then(
      (token) => ({ token }),
      (error: unknown) => {
        if (!isTooSlow(store, error)) throw error;
        return undefined;
      },
    );
    if (read === undefined) {
      report.unavailable += 1;
      await delay(100);
      continue;
    }
    const { token } = read;
    report.reads += 1;
    if (token === undefined) {
      if (highest > 0) report.torn += 1;
      await delay(1);
      continue;
    }
    const isWhole = token.value.startsWith(`token-of-${token.generation}-`);
    if (!isWhole) report.torn += 1;
    if (token.generation < highest) report.regressions += 1;
    highest = Math.max(highest, token.generation);
    // Leaves processor time to the processes.
    if (report.reads % 20 === 0) await delay(1);
  }
}
