export { avg, bottomk, count, max, min, sum, topk } from './build/aggregate.ts';
export { escapeRegex, quote } from './build/escape.ts';
export type { Window } from './build/expression.ts';
export {
  absent,
  changes,
  clampMin,
  histogramQuantile,
  increase,
  maxOverTime,
  minOverTime,
  now,
  predictLinear,
  rate,
  raw,
  vector,
} from './build/functions.ts';
export {
  add,
  and,
  type Comparison,
  divide,
  multiply,
  or,
  subtract,
  subtractFrom,
  unless,
  where,
  withUnit,
} from './build/operators.ts';
export {
  type CounterSelector,
  type GaugeSelector,
  type InstantVector,
  QueryError,
  textOf,
} from './build/query.ts';
export {
  anyOf,
  type LabelCondition,
  matches,
  matchesNot,
  not,
  over,
  type Scope,
  select,
  variable,
  variables,
} from './build/select.ts';
export type { Unit } from './build/unit.ts';
