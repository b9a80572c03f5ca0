import type { Duration } from '../base/duration.ts';
import { type CallSite, callSite } from '../base/place.ts';
import type { ServiceConfig } from '../config/config.ts';

/** Labels that an alert must have: one value, or any of several. */
export type RouteMatch = Readonly<Record<string, string | readonly string[]>>;

/** A time interval that a route keeps to, and why nobody misses what is not sent. */
export interface Quiet {
  /** Names of time intervals; in any of them. */
  readonly intervals: readonly string[];
  /** Why it does no harm, for whoever wonders at night. */
  readonly because: string;
}

export interface RouteOptions {
  /** All of them; a route without `match` takes every alert. */
  readonly match?: RouteMatch;
  /** That of the route above, if left out. */
  readonly receiver?: string;
  /** Labels by which alerts come in one message; those of the route above, if left out. */
  readonly groupBy?: readonly string[];
  /** How long the first message of a group waits for more alerts. */
  readonly groupWait?: Duration;
  /** Between messages of one group when alerts join or leave it. */
  readonly groupInterval?: Duration;
  /** Between messages of one group that does not change. */
  readonly repeatInterval?: Duration;
  /** Sends in these intervals only, the end of an alert as well. Not inherited by the routes below. */
  readonly activeIn?: Quiet;
  /** Does not send in these intervals. Not inherited by the routes below. */
  readonly mutedIn?: Quiet;
  /** Looks at the routes behind it as well. */
  readonly continue?: boolean;
  /** The first one that matches takes the alert; if none does, this route. */
  readonly routes?: readonly Route[];
}

export interface Route extends RouteOptions {
  readonly site: CallSite;
}

export function route(options: RouteOptions): Route {
  return { ...options, site: callSite() };
}

/** Times that fulfil everything that is written here. What is left out is always fulfilled. */
export interface TimePeriod {
  /** `HH:MM`; the end is exclusive and may be `24:00`. No period crosses midnight. */
  readonly times?: readonly { readonly from: string; readonly to: string }[];
  /** `monday`, `monday:friday`; the week begins on Sunday. */
  readonly weekdays?: readonly string[];
  /** `1`, `1:15`, `-1`: the last day of the month is -1. */
  readonly daysOfMonth?: readonly string[];
  /** `1`, `1:3`. */
  readonly months?: readonly string[];
  readonly years?: readonly string[];
}

/** All times that are in one of the periods. */
export interface TimeInterval {
  readonly name: string;
  /** Of the IANA database, such as `Asia/Seoul`: Alertmanager would take UTC. */
  readonly timeZone: string;
  readonly periods: readonly TimePeriod[];
  readonly site: CallSite;
}

export function timeInterval(name: string, definition: Omit<TimeInterval, 'name' | 'site'>): TimeInterval {
  return { name, ...definition, site: callSite() };
}

/** Where alerts go. The receivers themselves stand in the configuration, because they differ by deployment. */
export interface Routing {
  /** Takes what no other route takes; it has neither `match` nor intervals. */
  readonly route: Route;
  readonly intervals?: readonly TimeInterval[];
}

/** Pages, tickets and the heartbeat, by severity. */
export interface StandardRouting {
  /** Before the routes by severity. */
  readonly first?: readonly Route[];
  readonly intervals?: readonly TimeInterval[];
}

/**
 * What a project without routes of its own has: `critical` to the receiver `pages`, `none` to `heartbeat`, everything
 * else to `tickets`.
 */
export function standardRouting(
  { alerts }: Pick<ServiceConfig, 'alerts'>,
  { first = [], intervals = [] }: StandardRouting = {},
): Routing {
  const { service } = alerts.labels;
  return {
    intervals,
    route: route({
      receiver: 'tickets',
      // One message for one kind of fault of one service.
      groupBy: ['cluster', 'namespace', 'service', 'alertname'],
      groupWait: '30s',
      groupInterval: '5m',
      repeatInterval: '12h',
      routes: [
        route({
          // A heartbeat is never delayed: its absence is the alarm, and it repeats before whoever waits for it gives up.
          match: { severity: 'none', ...(service === undefined ? {} : { service }) },
          receiver: 'heartbeat',
          groupWait: '0s',
          groupInterval: '1m',
          repeatInterval: '5m',
        }),
        ...(service === undefined
          ? []
          : // Of others: such alerts are for machines, and would be taken for our heartbeat.
            [route({ match: { severity: 'none' }, receiver: 'nobody' })]),
        ...first,
        route({ match: { severity: 'critical' }, receiver: 'pages', repeatInterval: '4h' }),
      ],
    }),
  };
}
