import type { Duration } from '../base/duration.ts';
import { type CallSite, callSite } from '../base/place.ts';
import type { ServiceConfig } from '../config/config.ts';

/** Labels that an alert must have, with one value or any of several. */
export type RouteMatch = Readonly<Record<string, string | readonly string[]>>;

/** The time intervals of a route, and why nobody misses what is not sent. */
export interface Quiet {
  /** Names of time intervals, any of which applies. */
  readonly intervals: readonly string[];
  /** Why this is safe, for anybody who wonders at night. */
  readonly because: string;
}

export interface RouteOptions {
  /** All of these must match; a route without `match` accepts every alert. */
  readonly match?: RouteMatch;
  /** By default the parent route's. */
  readonly receiver?: string;
  /** Labels by which alerts are grouped into one message; by default the parent route's. */
  readonly groupBy?: readonly string[];
  /** How long the first message of a group waits for more alerts. */
  readonly groupWait?: Duration;
  /** Between messages of a group when alerts join or leave it. */
  readonly groupInterval?: Duration;
  /** Between messages of a group that does not change. */
  readonly repeatInterval?: Duration;
  /** Sends only in these intervals, including resolved messages. Child routes do not inherit it. */
  readonly activeIn?: Quiet;
  /** Does not send in these intervals. Child routes do not inherit it. */
  readonly mutedIn?: Quiet;
  /** Also evaluates the routes after it. */
  readonly continue?: boolean;
  /** The first one that matches handles the alert; if none does, this route. */
  readonly routes?: readonly Route[];
}

export interface Route extends RouteOptions {
  readonly site: CallSite;
}

export function route(options: RouteOptions): Route {
  return { ...options, site: callSite() };
}

/** Times that match all fields given here. */
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
  /** From the IANA database, such as `Asia/Seoul`; Alertmanager's default is UTC. */
  readonly timeZone: string;
  readonly periods: readonly TimePeriod[];
  readonly site: CallSite;
}

export function timeInterval(name: string, definition: Omit<TimeInterval, 'name' | 'site'>): TimeInterval {
  return { name, ...definition, site: callSite() };
}

/** Where alerts go. The receivers themselves are in the configuration, because they differ by deployment. */
export interface Routing {
  /** Handles what no other route matches; it has neither `match` nor intervals. */
  readonly route: Route;
  readonly intervals?: readonly TimeInterval[];
}

/** Pages, tickets and the heartbeat, by severity. */
export interface StandardRouting {
  /** Evaluated before the routes by severity. */
  readonly first?: readonly Route[];
  readonly intervals?: readonly TimeInterval[];
}

/**
 * The default routes: `critical` to the receiver `pages`, `none` to `heartbeat`, everything else to
 * `tickets`.
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
      // One message per kind of fault and service.
      groupBy: ['cluster', 'namespace', 'service', 'alertname'],
      groupWait: '30s',
      groupInterval: '5m',
      repeatInterval: '12h',
      routes: [
        route({
          // A heartbeat is never delayed: its absence is the alarm, and it repeats before its receiver's time
          // is over.
          match: { severity: 'none', ...(service === undefined ? {} : { service }) },
          receiver: 'heartbeat',
          groupWait: '0s',
          groupInterval: '1m',
          repeatInterval: '5m',
        }),
        ...(service === undefined
          ? []
          : // Of other services: such alerts are for machines, and would be mistaken for our heartbeat.
            [route({ match: { severity: 'none' }, receiver: 'nobody' })]),
        ...first,
        route({ match: { severity: 'critical' }, receiver: 'pages', repeatInterval: '4h' }),
      ],
    }),
  };
}
