import type { TradingCalendar } from 'krx-calendar';
import type { Account } from './account.ts';
import type { ClockOptions } from './clock.ts';
import type { ScriptedFault } from './faults/timeline.ts';
import type { MarketOptions } from './market/market.ts';
import type { TokenOptions } from './oauth/registry.ts';
import type { RateLimitOptions } from './quotations/rate-limit.ts';

/** Everything can be left out: one made-up account, real time, loopback, free ports. */
export interface SimulatorOptions {
  /** Real (실전) or paper (모의): they differ in limits and in what they offer. `real` by default. */
  readonly environment?: 'real' | 'paper';
  /** Loopback by default. */
  readonly host?: string;
  /** A free one by default. */
  readonly restPort?: number;
  /** A free one by default. */
  readonly websocketPort?: number;
  /** The same seed gives the same accounts and, from the same `clock.startsAt`, the same market. */
  readonly seed?: number;
  readonly accounts?: readonly Account[];
  readonly clock?: ClockOptions;
  readonly calendar?: TradingCalendar;
  readonly token?: TokenOptions;
  readonly rest?: RestOptions;
  readonly websocket?: WebsocketOptions;
  readonly market?: MarketOptions;
  /** Faults by the simulated clock. More can be switched on at any time with `start`. */
  readonly faults?: readonly ScriptedFault[];
}

export interface RestOptions extends RateLimitOptions {
  /** Real milliseconds that an answer takes. */
  readonly latencyMilliseconds?: number;
  /** How far the `Date` of answers is ahead of simulated time; negative where it is behind. */
  readonly dateSkewMilliseconds?: number;
  readonly tokenErrorStatus?: 500 | 200 | 401;
  readonly rateLimitStatus?: 500 | 200;
}

export interface WebsocketOptions {
  /** Registrations of a session, in all transactions together: 41 [seen]; one account was refused at 3 [seen]. */
  readonly maximumRegistrations?: number;
  /** Real milliseconds between two PINGPONG. 10 seconds by default, an assumption. */
  readonly pingMilliseconds?: number;
  /** Unanswered PINGPONG after which a session is ended: 3, an assumption; never where 0. */
  readonly unansweredPings?: number;
  /** Bytes that a client may leave untaken: 4 MiB. */
  readonly maximumBufferedBytes?: number;
  /** With `wait`, the default, simulated time stands until a slow client has caught up; with `cut` it loses its connection. */
  readonly whenClientIsSlow?: 'wait' | 'cut';
}
