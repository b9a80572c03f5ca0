import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from 'kis-simulator';
import { tokenIssues } from 'observer-metrics/observer';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { Account } from '../../protocol/account.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { jsonLog } from '../../telemetry/log.ts';
import { countsOf } from '../../telemetry/testing/samples.ts';
import { TestClock } from '../../testing/clock.ts';
import { TokenCache, type TokenCacheOptions } from '../cache.ts';
import { FileStore, type FileStoreOptions } from '../file/file-store.ts';
import { tokenMetrics } from '../metrics.ts';

export interface Bench {
  readonly simulator: Simulator;
  readonly clock: TestClock;
  readonly account: Account;
  readonly directory: string;
  /** Lets time pass, also for the gateway, whose market takes a moment to follow. */
  pass(milliseconds: number): Promise<void>;
  /** A cache as another process would have it. */
  cache(options?: Partial<TokenCacheOptions>): TokenCache & {
    readonly instruments: Instruments;
    /** How many requests for a token ended with each result. */
    issues(): Promise<Record<string, number>>;
  };
  store(options?: Partial<FileStoreOptions>): FileStore;
  readonly lines: string[];
}

/** A gateway, a clock that both follow, and a directory. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const clock = new TestClock();
  const simulator = await startSimulator({ clock: { now: clock.now }, ...options });
  releaseAfterwards(() => simulator.close());
  const { appKey, appSecret } = simulator.account;
  const account = new Account({ appKey, appSecret, baseUrl: simulator.restUrl });
  const directory = join(await temporaryDirectory(), 'cache');
  const lines: string[] = [];
  const log = jsonLog({ write: (line) => lines.push(line), now: clock.now });
  const store = (changes: Partial<FileStoreOptions> = {}) =>
    new FileStore({ directory, account, clock, ...changes });
  return {
    simulator,
    clock,
    account,
    directory,
    lines,
    store,
    pass: async (milliseconds) => {
      clock.pass(milliseconds);
      await simulator.settled();
    },
    cache: (changes = {}) => {
      const instruments = new Instruments();
      const observer = tokenMetrics(instruments);
      const cache = new TokenCache({ account, store: store(), clock, log, observer, ...changes });
      releaseAfterwards(() => cache.close());
      return Object.assign(cache, { instruments, issues: () => countsOf(instruments, tokenIssues) });
    },
  };
}
