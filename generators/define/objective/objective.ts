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

/** A counter behind an objective, and which of its events it counts. */
export interface EventCounter {
  readonly series: Series<'counter'>;
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: 'all' | 'good' | 'bad';
}

/** What an objective is about: events, of which some are errors. */
export interface Indicator {
  readonly total: EventRate;
  /** Which events are counted: those that failed, or those that went well. */
  readonly counted: { readonly as: 'errors' | 'good'; readonly rate: EventRate };
  /** Examples of the counters that both read, from which tests are made. */
  readonly counters?: readonly EventCounter[];
}

/** A promise about a service: of its events, this share goes well. */
export interface Objective extends Indicator {
  /** Stable: alerts carry it as the label `slo`, and the keys of signals hold it. */
  readonly name: string;
  /** As people call it: "HTTP availability". */
  readonly title: Text;
  /** Ratio of events that go well, between 0 and 1. */
  readonly target: number;
  /** By default the longest one for which Prometheus keeps the samples. */
  readonly period?: SloPeriod;
  /** Events within an alert's long window below which it stays quiet. */
  readonly minimumEvents: number;
  readonly series: ObjectiveSeries;
  readonly site: CallSite;
}

export function objective(name: string, definition: Omit<Objective, 'name' | 'site'>): Objective {
  return { name, ...definition, site: callSite() };
}

/**
 * Errors per second, for every series of `total`, which is taken over the window of the scope. What is counted and has
 * no series yet counts as 0: before the first error there are none, and where nothing ever went well all are errors.
 * Without this the ratio does not exist until the first error, or for ever.
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
 * Selects what was recorded of an objective, by the job whose events it counts: services of one namespace record under
 * the same names.
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
