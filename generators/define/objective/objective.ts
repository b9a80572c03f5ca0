import type { Duration } from '../../base/duration.ts';
import { type CallSite, callSite } from '../../base/place.ts';
import type { Series } from '../../contract/metric.ts';
import type { ObjectiveSeries, ServiceGauge, ServiceLabel } from '../../contract/objective-series.ts';
import {
  type GaugeSelector,
  type InstantVector,
  multiply,
  or,
  type Scope,
  select,
  subtract,
} from '../../promql/index.ts';
import type { Text } from '../text.ts';
import type { SloPeriod } from './burn-rate.ts';

/** Events per second over the scope's window. */
export type EventRate = (scope: Scope) => InstantVector<ServiceLabel>;

/** A counter behind an objective, and which of its events count. */
export interface EventCounter {
  readonly series: Series<'counter'>;
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: 'all' | 'good' | 'bad';
}

/** The subject of an objective: events, some of which are errors. */
export interface Indicator {
  readonly total: EventRate;
  /** Which events are counted: failed ones or good ones. */
  readonly counted: { readonly as: 'errors' | 'good'; readonly rate: EventRate };
  /** Examples of the counters that both rates read, for derived tests. */
  readonly counters?: readonly EventCounter[];
}

/** A service level objective: the share of events that must be good. */
export interface Objective extends Indicator {
  /** Stable: alerts carry it as the label `slo`, and keys of signals contain it. */
  readonly name: string;
  /** Its name for people: "HTTP availability". */
  readonly title: Text;
  /** Ratio of good events, between 0 and 1. */
  readonly target: number;
  /** By default the longest period for which Prometheus keeps samples. */
  readonly period?: SloPeriod;
  /** Minimum number of events in an alert's long window; with fewer it stays quiet. */
  readonly minimumEvents: number;
  /**
   * Time for which every alert holds before it fires, where its own is shorter. Where another alert tells of the same fault and
   * leads, its `for` and a minute: then it is always the first.
   */
  readonly minimumHold?: Duration;
  readonly series: ObjectiveSeries;
  readonly site: CallSite;
}

/** An objective with its effective period. */
export interface PromisedObjective {
  readonly objective: Objective;
  readonly period: SloPeriod;
}

export function objective(name: string, definition: Omit<Objective, 'name' | 'site'>): Objective {
  return { name, ...definition, site: callSite() };
}

/**
 * Errors per second, for every series of `total` over the scope's window. A missing counter counts as 0:
 * before the first error there are no errors, and if nothing ever succeeded all events are errors. Without
 * this the ratio would not exist until the first error, or ever.
 */
export function errorRate(
  { counted }: Objective,
  scope: Scope,
  total: InstantVector<ServiceLabel>,
): InstantVector<ServiceLabel> {
  const found = or(counted.rate(scope), multiply(total, 0));
  return counted.as === 'errors' ? found : subtract(total, found);
}

/**
 * Selects the recorded series of an objective by the job whose events it counts, because services in one
 * namespace record under the same names.
 */
export function selectRecorded(
  { total }: Pick<Objective, 'total'>,
  scope: Scope,
  series: ServiceGauge,
): GaugeSelector<ServiceLabel> {
  const [events] = total(scope).reads;
  const job = events === undefined ? undefined : scope.constraints(events.exporter.key).job;
  return select(scope, series, job === undefined ? {} : { job });
}
