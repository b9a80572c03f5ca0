import type { Expression, Window } from './expression.ts';
import {
  type CounterSelector,
  type GaugeSelector,
  type InstantVector,
  numberLiteral,
  QueryError,
} from './query.ts';
import { perSecond, type Unit } from './unit.ts';

/**
 * Per-second rate of a counter over the window
 * (https://prometheus.io/docs/prometheus/latest/querying/functions/#rate). Its type rejects a gauge, whose
 * decreases would count as resets.
 */
export function rate<Label extends string>(
  counter: CounterSelector<Label>,
  window: Window,
): InstantVector<Label> {
  return overRange('rate', counter, window, perSecond(counter.unit));
}

/**
 * Increase of a counter over the window. Prometheus extrapolates it to the window's edges, so compare with
 * `>= n`, not `> n - 1`.
 */
export function increase<Label extends string>(
  counter: CounterSelector<Label>,
  window: Window,
): InstantVector<Label> {
  return overRange('increase', counter, window, counter.unit);
}

/** The largest sample of a gauge in the window. */
export function maxOverTime<Label extends string>(
  gauge: GaugeSelector<Label>,
  window: Window,
): InstantVector<Label> {
  return overRange('max_over_time', gauge, window, gauge.unit);
}

/** The smallest sample of a gauge in the window. */
export function minOverTime<Label extends string>(
  gauge: GaugeSelector<Label>,
  window: Window,
): InstantVector<Label> {
  return overRange('min_over_time', gauge, window, gauge.unit);
}

/** The predicted value of a gauge in `seconds`, by linear regression over the window. */
export function predictLinear<Label extends string>(
  gauge: GaugeSelector<Label>,
  window: Window,
  seconds: number,
): InstantVector<Label> {
  return overRange('predict_linear', gauge, window, gauge.unit, [numberLiteral(seconds)]);
}

/** Values below the bound become the bound. */
export function clampMin<Label extends string>(
  query: InstantVector<Label>,
  bound: number,
): InstantVector<Label> {
  const expression: Expression = {
    type: 'call',
    name: 'clamp_min',
    arguments: [query.expression, numberLiteral(bound)],
  };
  return { ...query, kind: 'instant vector', expression };
}

/** How often the value changed within the window. */
export function changes<Label extends string>(
  gauge: GaugeSelector<Label>,
  window: Window,
): InstantVector<Label> {
  return overRange('changes', gauge, window, 'count');
}

/**
 * The quantile (0 to 1) of a classic histogram, from the rate of its buckets. NaN while nothing was observed
 * (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).
 */
export function histogramQuantile<Label extends string>(
  quantile: number,
  buckets: InstantVector<Label>,
  unit: Unit,
): InstantVector<Exclude<Label, 'le'>> {
  if (!buckets.labels.some((label) => label === 'le')) {
    throw new QueryError(
      'histogram_quantile needs the label "le": keep it in the aggregation below, sum(…, ["le", …])',
    );
  }
  return {
    ...buckets,
    kind: 'instant vector',
    expression: {
      type: 'call',
      name: 'histogram_quantile',
      arguments: [numberLiteral(quantile), buckets.expression],
    },
    labels: buckets.labels.filter((label): label is Exclude<Label, 'le'> => label !== 'le'),
    unit,
    canBeNaN: true,
  };
}

/** 1 if nothing is selected. Carries the labels that the selector fixes with `=`. */
export function absent(selector: CounterSelector | GaugeSelector): InstantVector {
  const { expression } = selector;
  const labels =
    expression.type === 'selector'
      ? expression.matchers
          .filter((matcher) => matcher.operator === '=' && matcher.value !== '')
          .map((matcher) => matcher.label)
      : [];
  return {
    kind: 'instant vector',
    expression: { type: 'call', name: 'absent', arguments: [expression] },
    labels,
    unit: 'boolean',
    canBeEmpty: true,
    canBeNaN: false,
    reads: selector.reads,
  };
}

/** The current unix time in seconds, as a scalar: usable only as an operand. */
export const now: { readonly kind: 'scalar'; readonly expression: Expression; readonly unit: Unit } = {
  kind: 'scalar',
  expression: { type: 'call', name: 'time', arguments: [] },
  unit: 'timestamp',
};

/** One sample without labels that always exists. */
export function vector(value: number): InstantVector<never> {
  return {
    kind: 'instant vector',
    expression: { type: 'call', name: 'vector', arguments: [numberLiteral(value)] },
    labels: [],
    unit: 'count',
    canBeEmpty: false,
    canBeNaN: false,
    reads: [],
  };
}

/** PromQL written by hand, for what the builder cannot express. The checks parse it like any other query. */
export function raw<const Label extends string>(
  text: string,
  knowledge: Omit<InstantVector<Label>, 'kind' | 'expression' | 'labels'> & {
    readonly labels: readonly Label[];
  },
): InstantVector<Label> {
  return { kind: 'instant vector', ...knowledge, expression: { type: 'raw', text } };
}

function overRange<Label extends string>(
  name: string,
  selector: CounterSelector<Label> | GaugeSelector<Label>,
  window: Window,
  unit: Unit,
  further: readonly Expression[] = [],
): InstantVector<Label> {
  const { expression } = selector;
  if (expression.type !== 'selector')
    throw new QueryError(`${name}() takes a selector, not the result of another function`);
  // Definitions run without a type check: a misspelt property of the scope is undefined.
  if (window === undefined)
    throw new QueryError(`${name}() needs a window, such as scope.window or '5m', and is given undefined`);
  return {
    kind: 'instant vector',
    expression: { type: 'call', name, arguments: [{ ...expression, window }, ...further] },
    labels: selector.labels,
    unit,
    canBeEmpty: selector.canBeEmpty,
    canBeNaN: selector.canBeNaN,
    reads: selector.reads,
  };
}
