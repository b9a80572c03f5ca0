import type { TradingCalendar } from 'krx-calendar';
import type { Account } from './account.ts';
import type { ClockOptions } from './clock.ts';
import type { ScriptedFault } from './faults/timeline.ts';
import type { MarketOptions } from './market/market.ts';
import type { TokenOptions } from './oauth/registry.ts';
import type { RateLimitOptions } from './quotations/rate-limit.ts';

/** Everything is optional: by default one made-up account, real time, loopback, free ports. */
export interface SimulatorOptions {
  /** Real (실전) or paper (모의), which differ in limits and services. `real` by default. */
  readonly environment?: 'real' | 'paper';
  /** Loopback by default. */
  readonly host?: string;
  /** A free one by default. */
  readonly restPort?: number;
  /** A free one by default. */
  readonly websocketPort?: number;
  /** The same seed gives the same accounts and, with the same `clock.startsAt`, the same market. */
  readonly seed?: number;
  readonly accounts?: readonly Account[];
  readonly clock?: ClockOptions;
  readonly calendar?: TradingCalendar;
  readonly token?: TokenOptions;
  readonly rest?: RestOptions;
  readonly websocket?: WebsocketOptions;
  readonly market?: MarketOptions;
  /** Faults by the simulated clock. `start` adds more at any time. */
  readonly faults?: readonly ScriptedFault[];
}

export interface RestOptions extends RateLimitOptions {
  /** Real milliseconds that an answer takes. */
  readonly latencyMilliseconds?: number;
  /** How far the `Date` of answers is ahead of simulated time; negative if it is behind. */
  readonly dateSkewMilliseconds?: number;
  readonly tokenErrorStatus?: 500 | 200 | 401;
  readonly rateLimitStatus?: 500 | 200;
}

export interface WebsocketOptions {
  /**
   * Maximum number of registrations per session, in all transactions together: 41 [seen]; one account was
   * refused at 3 [seen].
   */
  readonly maximumRegistrations?: number;
  /** Real milliseconds between two PINGPONG. 10 seconds by default, an assumption. */
  readonly pingMilliseconds?: number;
  /** Number of unanswered PINGPONG after which a session is closed: 3, an assumption; 0 for never. */
  readonly unansweredPings?: number;
  /** How many unread bytes a client may have: 4 MiB. */
  readonly maximumBufferedBytes?: number;
  /**
   * With `wait`, the default, simulated time stands still until a slow client has caught up; with `cut` the
   * client is disconnected.
   */
  readonly whenClientIsSlow?: 'wait' | 'cut';
}
