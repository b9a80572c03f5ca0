import { type Gauge, type Metric, type MetricFactory, upTo } from './metric.ts';

/** A window for the recorded error ratio of an objective. */
export type SloWindow = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

/** Labels that distinguish the recorded series of two services. */
export type ServiceLabel = 'namespace' | 'job';

export type ServiceGauge = Gauge<Readonly<Record<ServiceLabel, string>>>;

/**
 * The series that an objective's recording rules write; panels and alerts select them like any other metric.
 */
export interface ObjectiveSeries {
  /** Events per second. */
  readonly total: Readonly<Record<SloWindow, ServiceGauge>>;
  /** Errors per second over five minutes; 0 while there are events and no errors. */
  readonly errors: ServiceGauge;
  /** Errors per event; there is no sample without events. */
  readonly errorRatio: Readonly<Record<SloWindow, ServiceGauge>>;
  /** Errors per event over the objective's whole period. */
  readonly periodErrorRatio: ServiceGauge;
  /** All of them, for the contract. */
  readonly metrics: readonly Metric[];
}

/**
 * Names the series that an objective records. The names do not depend on its target or period, so changing
 * either keeps every panel and its history.
 *
 * @param rules creates the metrics that the rule evaluation writes
 * @param names metrics in the middle of `level:metric:operations`: `http_requests`
 */
export function objectiveSeries(
  rules: Pick<MetricFactory<never>, 'gauge'>,
  names: { readonly total: string; readonly errors: string },
): ObjectiveSeries {
  const gauge = (metric: string, operation: string, unit: 'count' | 'ratio', help: string) =>
    rules.gauge(`namespace_job:${metric}:${operation}`, {
      unit,
      help,
      labels: { namespace: upTo(10, 'namespaces with rules'), job: upTo(10, 'jobs') },
      presence: 'after-first-event',
    });
  const total = perWindow((window) =>
    gauge(names.total, `rate${window}`, 'count', `Events per second over ${window}.`),
  );
  const errors = gauge(
    names.errors,
    'rate5m',
    'count',
    'Errors per second over 5m, 0 where there are events but no errors.',
  );
  const errorRatio = perWindow((window) =>
    gauge(names.errors, `ratio_rate${window}`, 'ratio', `Errors per event over ${window}; nothing if idle.`),
  );
  const periodErrorRatio = gauge(
    names.errors,
    'ratio_period',
    'ratio',
    'Errors per event over the period of the objective; nothing if idle throughout.',
  );
  return {
    total,
    errors,
    errorRatio,
    periodErrorRatio,
    metrics: [...Object.values(total), errors, ...Object.values(errorRatio), periodErrorRatio],
  };
}

function perWindow<Value>(make: (window: SloWindow) => Value): Readonly<Record<SloWindow, Value>> {
  return {
    '5m': make('5m'),
    '30m': make('30m'),
    '1h': make('1h'),
    '2h': make('2h'),
    '6h': make('6h'),
    '1d': make('1d'),
    '3d': make('3d'),
  };
}
