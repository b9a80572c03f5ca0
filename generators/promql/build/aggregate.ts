import type { AggregationOperator } from './expression.ts';
import type { InstantVector } from './query.ts';
import type { Unit } from './unit.ts';

/** `sum by (labels) (query)`. Naming a label that the query does not have is a compile error. */
export const sum = aggregation('sum');
/** `max by (labels) (query)` */
export const max = aggregation('max');
/** `min by (labels) (query)` */
export const min = aggregation('min');
/** `avg by (labels) (query)` */
export const avg = aggregation('avg');
/** `count by (labels) (query)`: the number of series. */
export const count = aggregation('count', 'count');

function aggregation(operator: AggregationOperator, unit?: Unit) {
  return <Label extends string, const Kept extends NoInfer<Label>>(
    query: InstantVector<Label>,
    by: readonly Kept[],
  ): InstantVector<Kept> => ({
    ...query,
    kind: 'instant vector',
    expression: { type: 'aggregation', operator, by, inner: query.expression },
    labels: by,
    unit: unit ?? query.unit,
  });
}

/** The `limit` largest series, with all their labels. Not for alerts: their identity flaps. */
export const topk = choice('topk');
/** The `limit` smallest series, with all their labels. Not for alerts: their identity flaps. */
export const bottomk = choice('bottomk');

function choice(operator: 'topk' | 'bottomk') {
  return <Label extends string>(limit: number, query: InstantVector<Label>): InstantVector<Label> => ({
    ...query,
    expression: { type: 'aggregation', operator, parameter: limit, inner: query.expression },
  });
}
