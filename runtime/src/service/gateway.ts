import { join } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import { Environment } from '../environment.ts';
import {
  type Account,
  type ContinuityCheck,
  kisMetrics,
  openRestClient,
  openStream,
  RateBudget,
  type RestClient,
  type Stream,
  type StreamHandlers,
  type StreamTiming,
} from '../kis/index.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Log, Secrets } from '../telemetry/log.ts';
import {
  openStore,
  openTokenCache,
  settingsFrom,
  TokenCache,
  type TokenObserver,
  tokenMetrics,
} from '../token/index.ts';
import { dataDirectoryOf } from './directories.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';

/** Access to KIS: real, paper or simulated. */
export interface Gateway {
  readonly account: Account;
  readonly tokens: TokenCache;
  readonly client: RestClient;
  openTrades(handlers: StreamHandlers, continuity: ContinuityCheck): Stream;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly settings: ObserverSettings;
  readonly variables: NodeJS.ProcessEnv;
  readonly simulation?: Simulation | undefined;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly instruments: Instruments;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly streamTiming?: Partial<StreamTiming> | undefined;
}

/** @throws SettingsError if no account is configured */
export function openGateway(options: GatewayOptions): Gateway {
  const { settings, simulation, clock, instruments, log, secrets } = options;
  const account = simulation?.account ?? settingsFrom(options.variables).account;
  const tokens = openTokens(options, account);
  const { requestsPerSecond, rateShare: share } = settings;
  const budget = new RateBudget({ environment: account.environment, clock, requestsPerSecond, share });
  const observer = kisMetrics(instruments);
  const client = openRestClient({ account, tokens, clock, budget, observer, log });
  const websocketUrl = simulation?.simulator.websocketUrl ?? settings.websocketUrl;
  return {
    account,
    tokens,
    client,
    openTrades: (handlers, continuity) =>
      openStream({
        account,
        ...(websocketUrl === undefined ? {} : { url: websocketUrl }),
        symbols: options.symbols,
        handlers,
        continuity,
        clock,
        observer,
        log,
        secrets,
        ...(options.streamTiming === undefined ? {} : { timing: options.streamTiming }),
      }),
    close: async () => {
      client.close();
      budget.close();
      await tokens.close();
    },
  };
}

function openTokens(options: GatewayOptions, account: Account): TokenCache {
  const { settings, simulation, clock, instruments, log, secrets, variables } = options;
  const observer = tokenMetrics(instruments);
  const shared = { clock, log, secrets };
  if (simulation === undefined) return openTokenCache(variables, { ...shared, observer });
  // Leases use real time, because other processes do.
  const storeClock = { ...systemClock, now: clock.now };
  const directory = join(dataDirectoryOf(settings, simulation), 'cache');
  const allowGroup = new Environment(variables).flag('KIS_TOKEN_CACHE_ALLOW_GROUP');
  return new TokenCache({
    ...shared,
    account,
    store: openStore({ kind: 'file', directory, allowGroup }, { account, clock: storeClock }),
    observer: inRealTime(observer, simulation),
  });
}

function inRealTime(observer: TokenObserver, simulation: Simulation): TokenObserver {
  return {
    ...observer,
    expires: (at) => observer.expires(at === undefined ? undefined : simulation.toRealTime(at)),
  };
}
