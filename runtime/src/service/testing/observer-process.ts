import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rollChecksum, type Simulator, type SimulatorOptions, startSimulator } from 'kis-simulator';
import { releaseAfterwards } from 'test-support/release';
import { type ServerProcess, startServerProcess } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import type { Trade } from '../../record.ts';
import { byTime, parseSegmentName } from '../../sink/names.ts';
import { bundleInto } from '../../token/testing/bundle.ts';
import { TEN_O_CLOCK } from './simulated-observer.ts';

export interface OpenMarket {
  readonly simulator: Simulator;
  /** What a process adds to its clock to be in this market. Milliseconds. */
  readonly clockOffset: number;
}

/** A KIS in this process whose market is open whenever the tests run. */
export async function openMarket(options: Omit<SimulatorOptions, 'clock'> = {}): Promise<OpenMarket> {
  const clockOffset = TEN_O_CLOCK - Date.now();
  const simulator = await startSimulator({ ...options, clock: { startsAt: TEN_O_CLOCK } });
  releaseAfterwards(() => simulator.close());
  return { simulator, clockOffset };
}

export interface ObserverProcess extends ServerProcess {
  /** The sum of all series whose line has this prefix. */
  sample(prefix: string): Promise<number>;
}

let program = '';

/** Builds the observer as one file for the test processes. Call it in `beforeAll`. */
export async function prepareObserver(): Promise<void> {
  program = await bundleInto(await temporaryDirectory(), new URL('worker.ts', import.meta.url).pathname);
}

/** Starts an observer in its own process that collects from the market. */
export async function startObserverProcess(
  { simulator, clockOffset }: OpenMarket,
  environment: Readonly<Record<string, string>>,
  { memoryBytes = Number.POSITIVE_INFINITY } = {},
): Promise<ObserverProcess> {
  const { appKey, appSecret } = simulator.account;
  // The kernel refuses memory beyond this, and the process ends.
  const limit = Number.isFinite(memoryBytes) ? ['prlimit', `--data=${memoryBytes}`] : [];
  const [command, ...args] = [...limit, process.execPath, program];
  const started = await startServerProcess(command ?? process.execPath, args, {
    isStoppedByCaller: true,
    stopMilliseconds: 30_000,
    environment: {
      KIS_APP_KEY: appKey,
      KIS_APP_SECRET: appSecret,
      KIS_BASE_URL: simulator.restUrl,
      KIS_WEBSOCKET_URL: simulator.websocketUrl,
      KIS_TOKEN_CACHE_DIR: join(environment.OBSERVER_DATA_DIR ?? '', 'cache'),
      OBSERVER_SYMBOLS: simulator.symbols.join(','),
      CLOCK_OFFSET: String(clockOffset),
      ...environment,
    },
    readyAt: async (output) => /"url":"http:\/\/([^"]+)"/.exec(output)?.[1],
  });
  releaseAfterwards(() => started.kill());
  return {
    ...started,
    sample: async (prefix) => sampleSum(await (await fetch(`${started.url}/metrics`)).text(), prefix),
  };
}

/** The sum of all series of an exposition whose line has this prefix. */
export function sampleSum(exposition: string, prefix: string): number {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith(prefix) && /[ {]/.test(line.charAt(prefix.length)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

export interface WrittenTrades {
  readonly lines: number;
  readonly duplicates: number;
  /** Volume, in shares, that was traded between trades in the files and is in none. */
  readonly missingVolume: number;
  /** Files that are not completed. */
  readonly open: readonly string[];
  /** By share: how many, and the checksum in the terms of the simulator's tally. */
  readonly bySymbol: ReadonlyMap<string, { readonly lines: number; readonly checksum: number }>;
}

/** All trades in the completed files below an observer's data directory, in chronological order. */
export async function writtenTrades(dataDirectory: string): Promise<WrittenTrades> {
  const folder = join(dataDirectory, 'scalp');
  const names = await readdir(folder);
  const segments = names.flatMap((name) => parseSegmentName('b', name) ?? []).filter(({ isOpen }) => !isOpen);
  const bySymbol = new Map<string, { lines: number; checksum: number; accumulated: number }>();
  const seen = new Set<string>();
  let [lines, duplicates, missingVolume] = [0, 0, 0];
  for (const { name } of segments.sort(byTime)) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const { symbol, price, volume }: Trade = JSON.parse(line);
      const { trade, accumulated } = volume;
      const key = `${symbol} ${accumulated}`;
      lines += 1;
      if (seen.has(key)) duplicates += 1;
      seen.add(key);
      const own = bySymbol.get(symbol) ?? { lines: 0, checksum: 0, accumulated: accumulated - trade };
      missingVolume += accumulated - trade - own.accumulated;
      bySymbol.set(symbol, {
        lines: own.lines + 1,
        checksum: rollChecksum(own.checksum, price.current, trade, accumulated),
        accumulated,
      });
    }
  }
  const open = names.filter((each) => each.endsWith('.open'));
  return { lines, duplicates, missingVolume, open, bySymbol };
}
