export { avg, count, max, min, sum, topk } from './aggregate.ts';
export { escapeRegex, quote } from './escape.ts';
export type { Window } from './expression.ts';
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
} from './functions.ts';
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
} from './operators.ts';
export { type CounterSelector, type GaugeSelector, type InstantVector, QueryError, textOf } from './query.ts';
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
} from './select.ts';
export type { Unit } from './unit.ts';
