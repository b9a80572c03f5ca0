import { type Duration, milliseconds } from '../../base/duration.ts';
import type { ServiceLabel } from '../../contract/objective-series.ts';
import {
  divide,
  type GaugeSelector,
  type InstantVector,
  over,
  QueryError,
  raw,
  type Scope,
  textOf,
  where,
} from '../../promql/index.ts';
import { type RecordingRule, record } from '../rules.ts';
import type { RecordingScenario } from '../scenario.ts';
import type { SloPeriod, SloWindow } from './burn-rate.ts';
import { errorRate, type Objective, selectRecorded } from './objective.ts';

/** The window from which the long ones are computed. */
const BASE = '5m';

/** Windows that are computed from the service's own counters, besides the base. */
const FROM_COUNTERS = ['30m', '1h', '2h', '6h'] as const satisfies readonly SloWindow[];

/**
 * Windows that are computed from the recorded base. From the counters, every evaluation would read days of
 * all the service's series: with a hundred of them 864,000 samples for 3d at a scrape every 30s, instead of
 * 8640. Up to 6h the counters are cheap and show errors at once, whereas a sum of five-minute rates lags by
 * half of that.
 *
 * The price: while Prometheus is down nothing is recorded, so that time is left out, for errors and events
 * alike. Counters would include it.
 */
const FROM_BASE = ['1d', '3d'] as const satisfies readonly SloWindow[];

/** What a recording rule of an objective records, and from what. */
export interface ObjectiveRecord {
  readonly of: 'total' | 'errors' | 'error ratio';
  readonly window: Duration;
  /** `base`: from the recorded five-minute rates. */
  readonly from: 'counters' | 'base';
}

/**
 * The recording rules of an objective, each after the rules that it reads.
 *
 * @param scenariosOf the test cases of each of them
 */
export function objectiveRecords(
  objective: Objective,
  scope: Scope,
  period: SloPeriod,
  scenariosOf: (record: ObjectiveRecord) => readonly RecordingScenario[] = () => [],
): readonly RecordingRule[] {
  const { series } = objective;
  const total = (window: SloWindow) => selectRecorded(objective, scope, series.total[window]);
  const errors = selectRecorded(objective, scope, series.errors);
  const withScenarios = (of: ObjectiveRecord['of'], window: Duration, from: ObjectiveRecord['from']) => ({
    scenarios: scenariosOf({ of, window, from }),
  });
  const longRatio = (window: Duration) =>
    ratioOf(sumOverTime(errors, window), sumOverTime(total(BASE), window));
  const rules = [
    record(series.total[BASE], objective.total(over(scope, BASE)), withScenarios('total', BASE, 'counters')),
    record(
      series.errors,
      errorRate(objective, over(scope, BASE), total(BASE)),
      withScenarios('errors', BASE, 'counters'),
    ),
    record(
      series.errorRatio[BASE],
      ratioOf(errors, total(BASE)),
      withScenarios('error ratio', BASE, 'counters'),
    ),
    ...FROM_COUNTERS.flatMap((window) => [
      record(
        series.total[window],
        objective.total(over(scope, window)),
        withScenarios('total', window, 'counters'),
      ),
      record(
        series.errorRatio[window],
        ratioOf(errorRate(objective, over(scope, window), total(window)), total(window)),
        withScenarios('error ratio', window, 'counters'),
      ),
    ]),
    ...FROM_BASE.flatMap((window) => [
      record(series.total[window], meanOver(window, total(BASE)), withScenarios('total', window, 'base')),
      record(series.errorRatio[window], longRatio(window), withScenarios('error ratio', window, 'base')),
    ]),
    record(series.periodErrorRatio, longRatio(period), withScenarios('error ratio', period, 'base')),
  ];
  return rules.map((rule) => ({ ...rule, site: objective.site }));
}

/**
 * Absent without events, not NaN: one NaN would make every sum over it NaN for as long as it is in the
 * window.
 */
function ratioOf(
  errors: InstantVector<ServiceLabel>,
  total: InstantVector<ServiceLabel>,
): InstantVector<ServiceLabel> {
  return divide(errors, where(total, '>', 0));
}

/**
 * Sums of errors and events weigh each hour by its traffic. An average of ratios would count a single failure
 * in a quiet night like a thousand at noon (https://github.com/slok/sloth/issues/241).
 */
function sumOverTime(
  { expression, ...recorded }: GaugeSelector<ServiceLabel>,
  window: Duration,
): InstantVector<ServiceLabel> {
  if (expression.type !== 'selector') throw new QueryError('sum_over_time() takes a selector');
  const call = { type: 'call', name: 'sum_over_time', arguments: [{ ...expression, window }] } as const;
  return { ...recorded, kind: 'instant vector', expression: call };
}

/**
 * The mean of the base rate over the whole window, even if only a part of it has samples: multiplied by its
 * length it is the number of events. Sampled once per base window, each event counts once, however often
 * rules are evaluated.
 */
function meanOver(window: SloWindow, base: InstantVector<ServiceLabel>): InstantVector<ServiceLabel> {
  const parts = milliseconds(window) / milliseconds(BASE);
  return raw(`sum_over_time(${textOf(base)}[${window}:${BASE}]) / ${parts}`, {
    labels: base.labels,
    unit: base.unit,
    canBeEmpty: base.canBeEmpty,
    canBeNaN: base.canBeNaN,
    reads: base.reads,
  });
}
