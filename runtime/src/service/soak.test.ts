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

/** Half an hour, by `npm run soak`, or each attack for a second. */
const isLong = process.env.MODE === 'soak';
const ATTACK_MS = isLong ? 10_000 : 1_000;
const ATTACKED_MS = isLong
  ? Number(process.env.SOAK_MINUTES ?? '30') * 60_000
  : (Object.keys(ATTACKS).length / 2 + 0.5) * ATTACK_MS;
const MINUTE_MS = 60_000;
const LIMIT_BYTES = 512 * MIB;

let attacker = '';
beforeAll(async () => {
  await prepareObserver();
  const source = new URL('testing/attacks/worker.ts', import.meta.url).pathname;
  attacker = await bundleInto(await temporaryDirectory(), source);
});

interface Probe {
  readonly milliseconds: number;
  readonly during: string;
}

describe('an observer inside 512 MiB that is attacked', { timeout: ATTACKED_MS + 120_000 }, () => {
  it('answers its health check within a second, keeps its memory, and loses no record', async () => {
    const market = await openMarket({ market: { tradesPerSecond: 200, symbols: 20 } });
    const directory = await temporaryDirectory();
    const observer = await startObserverProcess(
      market,
      { OBSERVER_DATA_DIR: directory },
      { memoryBytes: LIMIT_BYTES },
    );
    const before = memory(observer);
    const attacks = await startServerProcess(
      process.execPath,
      [attacker, observer.address.split(':')[1] ?? '', String(ATTACK_MS)],
      { readyAt: async (output) => (output === '' ? undefined : observer.address), isStoppedByCaller: true },
    );
    const probes: Probe[] = [];
    const resident: { readonly at: number; readonly bytes: number }[] = [];
    const start = performance.now();
    try {
      while (performance.now() - start < ATTACKED_MS) {
        const milliseconds = await healthMilliseconds(observer);
        probes.push({ milliseconds, during: attacks.log().trim().split('\n').at(-1) ?? '' });
        resident.push({ at: performance.now() - start, bytes: memory(observer).resident });
        await sleep(100);
      }
    } finally {
      await attacks.kill();
    }
    const after = memory(observer);
    const counted = await observer.sample('observer_websocket_records_total');
    await observer.stop();
    const written = await writtenTrades(directory);
    const slowest = probes.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
    // Each attack takes its own, so minutes are compared.
    const during = (minute: number) =>
      median(resident.filter(({ at }) => at >= minute && at < minute + MINUTE_MS).map(({ bytes }) => bytes));
    const [beginning, end] = [during(MINUTE_MS), during(ATTACKED_MS - MINUTE_MS)];
    const latencies = probes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    if (isLong) {
      const mebibytes = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
      const latency = (part: number) =>
        `${Math.round(latencies[Math.floor((latencies.length - 1) * part)] ?? 0)} ms`;
      process.stdout.write(
        `/health ${probes.length} times: median ${latency(0.5)}, p99 ${latency(0.99)}, longest ${latency(1)} (${slowest.during})\n` +
          `resident: ${mebibytes(before.resident)} before, ${mebibytes(beginning)} in the second minute, ` +
          `${mebibytes(end)} in the last, ${mebibytes(after.peak)} at most\n` +
          `${written.lines} records, ${written.duplicates} twice, a volume of ${written.missingVolume} missing\n`,
      );
    }

    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
    // In the suite other tests take the processor as well.
    expect(latencies[Math.floor(latencies.length * 0.9)]).toBeLessThan(1_000);
    expect(slowest.milliseconds, slowest.during).toBeLessThan(isLong ? 1_000 : 5_000);
    expect(after.peak).toBeLessThan(LIMIT_BYTES);
    if (isLong) expect(end).toBeLessThan(beginning * 1.2);
    else expect(after.peak - before.resident).toBeLessThan(100 * MIB);
    expect(written).toMatchObject({ open: [], duplicates: 0, missingVolume: 0 });
    expect(written.lines).toBeGreaterThanOrEqual(counted);
    expect(counted).toBeGreaterThan(ATTACKED_MS / 10);
  });
});

/** From the connection to the last byte; a kubelet opens a new one each time. */
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

/** Bytes. */
function memory({ pid }: ObserverProcess): { readonly resident: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
