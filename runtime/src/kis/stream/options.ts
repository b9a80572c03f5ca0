import type { Clock } from '../../clock.ts';
import type { Account } from '../../protocol/account.ts';
import type { Log, Secrets } from '../../telemetry/log.ts';
import type { BackoffOptions } from '../backoff.ts';
import type { KisObserver } from '../metrics.ts';
import type { ContinuityCheck } from './continuity.ts';
import type { Registration } from './control.ts';
import type { StreamHandlers } from './feed.ts';

export interface StreamOptions {
  readonly account: Account;
  /** The gateway's address, without `/tryitout`; by default that of the account's environment. */
  readonly url?: string;
  /** Symbols whose trades are wanted, the most important first. The gateway permits 41. */
  readonly symbols: readonly string[];
  /** Other feeds, such as `H0STASP0` of a symbol or `H0STCNI0` of an HTS id. They come before the symbols. */
  readonly further?: readonly Registration[];
  readonly handlers: StreamHandlers;
  /** Measures when records were received, and the age of an approval key. */
  readonly clock?: Clock;
  /** Measures timeouts, waits and silence of connections. It runs at real speed. */
  readonly connectionClock?: Clock;
  /** A seeded one detects a gap across a restart. A new one by default. */
  readonly continuity?: ContinuityCheck;
  readonly observer?: KisObserver;
  readonly log?: Log;
  /** Gets each approval key, so that no log line shows it. */
  readonly secrets?: Secrets;
  readonly random?: () => number;
  readonly timing?: Partial<StreamTiming>;
  /** In all feeds together. */
  readonly maximumRegistrations?: number;
}

/** All in real milliseconds. */
export interface StreamTiming {
  /** Between two attempts to connect; starts again with the first data or PINGPONG. */
  readonly reconnect: BackoffOptions;
  /** The same while another session uses the app key; at least half of the first. */
  readonly inUse: BackoffOptions;
  /** Before a registration is retried that got no answer or a temporary error. */
  readonly retry: BackoffOptions;
  /** A connection without messages for this long is abandoned. PINGPONG arrives about every ten seconds. */
  readonly silence: number;
  readonly handshake: number;
  /** Between two commands: bursts have got addresses and app keys blocked. [seen] */
  readonly pace: number;
  readonly acknowledgement: number;
  /** From `setSymbols` until it takes effect; another call in the meantime replaces it. */
  readonly debounce: number;
  /** The minimum duration of a registration. */
  readonly dwell: number;
  /** For closing the connection gracefully. */
  readonly close: number;
}

export const DEFAULT_TIMING: StreamTiming = {
  reconnect: { first: 5_000, longest: 60_000 },
  inUse: { first: 120_000, longest: 600_000 },
  retry: { first: 5_000, longest: 60_000 },
  silence: 90_000,
  handshake: 10_000,
  pace: 70,
  acknowledgement: 10_000,
  debounce: 1_000,
  dwell: 120_000,
  close: 1_000,
};

/** From the official samples. Unencrypted: the gateway has no TLS. [official] */
export const WEBSOCKET_URLS = {
  real: 'ws://ops.koreainvestment.com:21000',
  paper: 'ws://ops.koreainvestment.com:31000',
} as const;

/** 41 in all feeds together. [seen] */
export const MOST_REGISTRATIONS = 41;
