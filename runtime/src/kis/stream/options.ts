import type { Clock } from '../../clock.ts';
import type { Account } from '../../protocol/account.ts';
import type { Log, Secrets } from '../../telemetry/log.ts';
import type { BackoffOptions } from '../backoff.ts';
import type { KisObserver } from '../kis-observer.ts';
import type { ContinuityCheck } from './continuity.ts';
import type { Registration } from './control.ts';
import type { StreamHandlers } from './feed.ts';

export interface StreamOptions {
  readonly account: Account;
  /** Of the gateway, without `/tryitout`; by default that of the account's environment. */
  readonly url?: string;
  /** Symbols whose trades are wanted, the most important first: the gateway takes 41 at most. */
  readonly symbols: readonly string[];
  /** Further feeds, such as `H0STASP0` of a symbol or `H0STCNI0` of an HTS id. They come before the symbols. */
  readonly further?: readonly Registration[];
  readonly handlers: StreamHandlers;
  /** When records were received, and how old an approval key is. */
  readonly clock?: Clock;
  /** Timeouts, waits, silence: what a connection takes is counted by it, and it runs at real speed. */
  readonly connectionClock?: Clock;
  /** One that was seeded finds a gap across a restart. By default a new one. */
  readonly continuity?: ContinuityCheck;
  readonly observer?: KisObserver;
  readonly log?: Log;
  /** Gets each approval key, so that no line shows it. */
  readonly secrets?: Secrets;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
  readonly timing?: Partial<StreamTiming>;
  /** In all feeds together. */
  readonly maximumRegistrations?: number;
}

/** All in real milliseconds. */
export interface StreamTiming {
  /** Between two attempts to connect; it begins anew with the first data or PINGPONG. */
  readonly reconnect: BackoffOptions;
  /** The same while another session has the app key: never less than half of the first. */
  readonly inUse: BackoffOptions;
  /** Before a registration is tried again that was not answered or with an error that may pass. */
  readonly retry: BackoffOptions;
  /** Without any message a connection is given up. PINGPONG comes every ten seconds or so. */
  readonly silence: number;
  readonly handshake: number;
  /** Between two commands. */
  readonly pace: number;
  readonly acknowledgement: number;
  /** From `setSymbols` until it takes effect; what is set meanwhile replaces it. */
  readonly debounce: number;
  /** A registration lasts that long at least. */
  readonly dwell: number;
  /** For an orderly end of the connection. */
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

/** Of the official samples. It is plain: the gateway has no TLS. [official] */
export const WEBSOCKET_URLS = {
  real: 'ws://ops.koreainvestment.com:21000',
  paper: 'ws://ops.koreainvestment.com:31000',
} as const;

/** 41 in all feeds together. [seen] */
export const MOST_REGISTRATIONS = 41;
