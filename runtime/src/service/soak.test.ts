import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServerProcess } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleInto } from '../token/testing/bundle.ts';
import { ATTACKS } from './testing/attacks/attacks.ts';
import {
  type ObserverProcess,
  openMarket,
  prepareObserver,
  startObserverProcess,
  writtenTrades,
} from './testing/observer-process.ts';

const MIB = 2 ** 20;

/** Half an hour with `npm run soak`, otherwise one second per attack. */
const isLong = process.env.MODE === 'soak';
const ATTACK_MS = isLong ? 10_000 : 1_000;
const ATTACKED_MS = isLong
  ? Number(process.env.SOAK_MINUTES ?? '30') * 60_000
  : (Object.keys(ATTACKS).length / 2 + 0.5) * ATTACK_MS;
const MINUTE_MS = 60_000;
/** A kubelet waits for a second. In the short form other tests keep the machine busy, and only a standstill counts. */
const HEALTH_MS = isLong ? 1_000 : 9_000;
const LIMIT_BYTES = 512 * MIB;

let attacker = '';
beforeAll(async () => {
  await prepareObserver();
  const source = new URL('testing/attacks/worker.ts', import.meta.url).pathname;
  attacker = await bundleInto(await temporaryDirectory(), source);
});

interface Probe {
  /** Without the time that the machine gave to other processes. */
  readonly milliseconds: number;
  readonly elapsed: number;
  readonly during: string;
}

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

interface Attacked {
  readonly probes: readonly Probe[];
  readonly resident: readonly Sample[];
}

/** Attacks the observer for this long, while it checks its health and memory. */
async function attacked(
  observer: ObserverProcess,
  milliseconds: number,
  ...only: string[]
): Promise<Attacked> {
  const [, port = ''] = observer.address.split(':');
  const attacks = await startServerProcess(process.execPath, [attacker, port, String(ATTACK_MS), ...only], {
    readyAt: async (output) => (output === '' ? undefined : observer.address),
    isStoppedByCaller: true,
  });
  const probes: Probe[] = [];
  const resident: Sample[] = [];
  const start = performance.now();
  try {
    while (performance.now() - start < milliseconds) {
      const waited = waitedForProcessor(observer.pid, process.pid);
      const elapsed = await healthMilliseconds(observer);
      probes.push({
        milliseconds: elapsed - (waitedForProcessor(observer.pid, process.pid) - waited),
        elapsed,
        during: attacks.log().trim().split('\n').at(-1) ?? '',
      });
      resident.push({ at: performance.now() - start, bytes: memory(observer).resident });
      await sleep(100);
    }
  } finally {
    await attacks.kill();
  }
  return { probes, resident };
}

const slowestOf = (probes: readonly Probe[]) =>
  probes.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));

describe('an observer under attack within 512 MiB', { timeout: ATTACKED_MS + 120_000 }, () => {
  it.skipIf(isLong)(
    'by pipelined scrapes that nobody reads needs no more than 100 MiB, and gives them back',
    async () => {
      const observer = await startObserverProcess(
        await openMarket(),
        { OBSERVER_DATA_DIR: await temporaryDirectory() },
        { memoryBytes: LIMIT_BYTES },
      );
      const before = memory(observer);
      const { probes } = await attacked(observer, 4_000, 'scrapes at once, and nobody reads');
      expect(slowestOf(probes).milliseconds).toBeLessThan(HEALTH_MS);
      expect(memory(observer).peak - before.resident).toBeLessThan(100 * MIB);
      await expect.poll(() => memory(observer).resident - before.resident).toBeLessThan(50 * MIB);
      await observer.stop();
    },
  );

  it('answers its health check in time, keeps its memory, and loses no record', async () => {
    const market = await openMarket({ market: { tradesPerSecond: 200, symbols: 20 } });
    const directory = await temporaryDirectory();
    const observer = await startObserverProcess(
      market,
      { OBSERVER_DATA_DIR: directory },
      { memoryBytes: LIMIT_BYTES },
    );
    const before = memory(observer);
    const { probes, resident } = await attacked(observer, ATTACKED_MS);
    const { peak } = memory(observer);
    const counted = await observer.sample('observer_websocket_records_total');
    await observer.stop();
    const written = await writtenTrades(directory);
    const slowest = slowestOf(probes);
    // Each attack needs some memory, so whole minutes are compared.
    const during = (minute: number) =>
      median(resident.filter(({ at }) => at >= minute && at < minute + MINUTE_MS).map(({ bytes }) => bytes));
    const [beginning, end] = [during(MINUTE_MS), during(ATTACKED_MS - MINUTE_MS)];
    if (isLong) {
      const latencies = probes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const latency = (part: number) =>
        `${Math.round(latencies[Math.floor((latencies.length - 1) * part)] ?? 0)} ms`;
      const mebibytes = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
      process.stdout.write(
        `/health ${probes.length} times: median ${latency(0.5)}, p99 ${latency(0.99)}, ` +
          `longest ${latency(1)} (${slowest.during}); ` +
          `${Math.round(Math.max(...probes.map(({ elapsed }) => elapsed)))} ms with what other processes took\n` +
          `resident: ${mebibytes(before.resident)} before, ${mebibytes(beginning)} in the second minute, ` +
          `${mebibytes(end)} in the last, ${mebibytes(peak)} at most\n` +
          `${written.lines} records, ${written.duplicates} twice, a volume of ${written.missingVolume} missing\n`,
      );
      expect(end).toBeLessThan(beginning * 1.2);
    }

    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
    expect(slowest.milliseconds, slowest.during).toBeLessThan(HEALTH_MS);
    expect(peak).toBeLessThan(LIMIT_BYTES);
    expect(written).toMatchObject({ open: [], duplicates: 0, missingVolume: 0 });
    expect(written.lines).toBeGreaterThanOrEqual(counted);
    expect(counted).toBeGreaterThan(ATTACKED_MS / 10);
  });
});

/** From the connection to the last byte; a kubelet opens a new connection each time. */
function healthMilliseconds({ url }: ObserverProcess): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(`${url}/health`, { agent: false, timeout: 10_000 }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`/health answers ${response.statusCode}`));
      response.resume().once('end', () => resolve(performance.now() - start));
    })
      .on('timeout', () => reject(new Error('/health is silent')))
      .on('error', reject);
  });
}

/**
 * Milliseconds for which these processes were ready to run but had no processor. A real attacker would be on
 * another machine.
 */
function waitedForProcessor(...pids: readonly (number | undefined)[]): number {
  return pids.reduce<number>((sum, pid) => {
    const [, nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}

/** Bytes. */
function memory({ pid }: ObserverProcess): { readonly resident: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
