import { rollChecksum, type Simulator, type SimulatorOptions, startSimulator } from 'kis-simulator';
import { kisRequests, websocketGaps, websocketSkippedRecords } from 'observer-metrics/observer';
import { releaseAfterwards } from 'test-support/release';
import { systemClock } from '../../clock.ts';
import { Account } from '../../protocol/account.ts';
import type { TradeRecord } from '../../record.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { jsonLog } from '../../telemetry/log.ts';
import { countsOf, totalOf } from '../../telemetry/testing/samples.ts';
import { TokenCache } from '../../token/cache.ts';
import { MemoryStore } from '../../token/memory-store.ts';
import { kisMetrics } from '../metrics.ts';
import { RateBudget } from '../rest/budget.ts';
import { openRestClient, type RestClient, type RestClientOptions } from '../rest/client.ts';
import type { GapCause, VolumeGap } from '../stream/continuity.ts';
import type { Malformed } from '../stream/feed.ts';
import type { StreamOptions, StreamTiming } from '../stream/options.ts';
import { openStream, type Stream } from '../stream/stream.ts';

/** Half an hour after the opening of an ordinary Monday. */
export const IN_SESSION = Date.parse('2026-11-23T09:30:00+09:00');

export interface Bench {
  readonly simulator: Simulator;
  readonly account: Account;
  readonly lines: string[];
  readonly instruments: Instruments;
  /** How many requests ended with each result. */
  results(): Promise<Record<string, number>>;
  /** How many records were skipped for each reason. */
  skips(): Promise<Record<string, number>>;
  interruptions(): Promise<number>;
  readonly tokens: TokenCache;
  client(options?: Partial<RestClientOptions>): RestClient;
  /** A stream with everything it brought. */
  stream(options?: Partial<StreamOptions>): Collected;
}

export interface Collected {
  readonly stream: Stream;
  readonly records: TradeRecord[];
  readonly gaps: (VolumeGap & { readonly cause: GapCause })[];
  readonly malformed: Malformed[];
  readonly fields: string[][];
}

/** Waits short enough for tests; limits for silence stay long, because machines are busy. */
const fastTiming: Partial<StreamTiming> = {
  reconnect: { first: 20, longest: 100 },
  inUse: { first: 40, longest: 100 },
  retry: { first: 20, longest: 100 },
  pace: 1,
  debounce: 5,
  dwell: 0,
};

/** A gateway in the middle of a session, whose time stands still by default, and clients of it. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator({
    ...options,
    clock: { startsAt: IN_SESSION, speed: 0, ...options.clock },
  });
  releaseAfterwards(() => simulator.close());
  const { appKey, appSecret } = simulator.account;
  const environment = options.environment ?? 'real';
  const account = new Account({ environment, appKey, appSecret, baseUrl: simulator.restUrl });
  const clock = { ...systemClock, now: () => simulator.clock.now() };
  const lines: string[] = [];
  const log = jsonLog({ write: (line) => lines.push(line) });
  const instruments = new Instruments();
  const observer = kisMetrics(instruments);
  // The minute between two tokens passes with the gateway's time.
  const tokenClock = { ...clock, monotonic: clock.now };
  const tokens = new TokenCache({ account, store: new MemoryStore(), clock: tokenClock, log });
  releaseAfterwards(() => tokens.close());
  return {
    simulator,
    account,
    lines,
    instruments,
    results: () => countsOf(instruments, kisRequests),
    skips: () => countsOf(instruments, websocketSkippedRecords),
    interruptions: () => totalOf(instruments, websocketGaps),
    tokens,
    client: (changes = {}) => {
      // The simulator's time stands still, and so does its count per second. Most tests are not about the
      // rate.
      const budget = new RateBudget({ environment, clock, requestsPerSecond: 1000 });
      const retry = { first: 5, longest: 20 };
      const client = openRestClient({ account, tokens, clock, budget, observer, log, retry, ...changes });
      releaseAfterwards(() => client.close());
      return client;
    },
    stream: (changes = {}) => {
      const [records, gaps, malformed, fields]: [TradeRecord[], Collected['gaps'], Malformed[], string[][]] =
        [[], [], [], []];
      const stream = openStream({
        account,
        url: simulator.websocketUrl,
        symbols: simulator.symbols.slice(0, 5),
        clock,
        observer,
        log,
        handlers: {
          onRecords: (batch) => {
            records.push(...batch);
            return true;
          },
          onGap: (gap, cause) => gaps.push({ ...gap, cause }),
          onMalformed: (problem) => malformed.push(problem),
          onFields: (_, batch) => fields.push(...batch.map((record) => [...record])),
        },
        ...changes,
        timing: { ...fastTiming, ...changes.timing },
      });
      releaseAfterwards(() => stream.close());
      return { stream, records, gaps, malformed, fields };
    },
  };
}

/** What a client that wrote everything once can prove about a symbol, in the terms of the simulator's tally. */
export function tallyOf(records: readonly TradeRecord[], symbol: string): { sent: number; checksum: number } {
  const own = records.filter((record) => record.symbol === symbol);
  const checksum = own.reduce(
    (sum, { value: { price, volume } }) => rollChecksum(sum, price.current, volume.trade, volume.accumulated),
    0,
  );
  return { sent: own.length, checksum };
}
