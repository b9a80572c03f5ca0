import type { Counter, Histogram, LabelValues } from '../../contract/metric.ts';
import type { Indicator } from '../../define/objective/index.ts';
import type { LabelConditions } from '../../promql/build/select.ts';
import { matches, QueryError, rate, type Scope, select, sum } from '../../promql/index.ts';

const PER_SERVICE = ['namespace', 'job'] as const;

interface CountedEvents<Values extends LabelValues> {
  readonly events: Counter<Values>;
  /** The events that are errors: `{ status: matches('5..') }`. */
  readonly errors: LabelConditions<Values>;
  /** Labels of a good and of a bad event, for tests. */
  readonly examples: { readonly good: Partial<Values>; readonly bad: Partial<Values> };
}

/** Events of a counter, of which those that meet a condition are errors. */
export function countedEvents<Values extends LabelValues>(definition: CountedEvents<Values>): Indicator;
export function countedEvents({ events, errors, examples }: CountedEvents<LabelValues>): Indicator {
  const perSecond = (scope: Scope, conditions: LabelConditions<LabelValues> = {}) =>
    sum(rate(select(scope, events, conditions), scope.window), PER_SERVICE);
  return {
    total: (scope) => perSecond(scope),
    counted: { as: 'errors', rate: (scope) => perSecond(scope, errors) },
    counters: [
      { series: events, labels: labelsOf(examples.good), counts: 'good' },
      { series: events, labels: labelsOf(examples.bad), counts: 'bad' },
    ],
  };
}

interface TimedEvents<Values extends LabelValues> {
  readonly events: Histogram<Values>;
  /** The time limit of a good event: a bound of the histogram's buckets. */
  readonly within: number;
  /** Labels of an event, for tests. */
  readonly example?: Partial<Values>;
}

/** Events of a histogram, of which those within a bound are good. */
export function timedEvents<Values extends LabelValues>(definition: TimedEvents<Values>): Indicator;
export function timedEvents({ events, within, example = {} }: TimedEvents<LabelValues>): Indicator {
  const { name, buckets, bucket, count } = events;
  if (!buckets.includes(within)) {
    throw new QueryError(`${name} has no bucket up to ${within}, but up to ${buckets.join(', ')}`);
  }
  const labels = labelsOf(example);
  // Prometheus 2 writes the bound 1 as "1", Prometheus 3 as "1.0".
  const upTo = Number.isInteger(within) ? matches(`${within}(\\.0)?`) : String(within);
  return {
    total: (scope) => sum(rate(select(scope, count), scope.window), PER_SERVICE),
    counted: {
      as: 'good',
      rate: (scope) => sum(rate(select(scope, bucket, { le: upTo }), scope.window), PER_SERVICE),
    },
    counters: [
      { series: bucket, labels: { ...labels, le: String(within) }, counts: 'good' },
      { series: bucket, labels: { ...labels, le: '+Inf' }, counts: 'all' },
      { series: count, labels, counts: 'all' },
    ],
  };
}

function labelsOf(labels: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])),
  );
}
