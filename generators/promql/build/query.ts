import type { Series } from '../../contract/metric.ts';
import type { Expression } from './expression.ts';
import { render } from './render.ts';
import type { Unit } from './unit.ts';

/** What is known about every query, however it was built. */
export interface QueryInfo {
  readonly unit: Unit;
  /** Can have no series although the exporters it reads are up. */
  readonly canBeEmpty: boolean;
  /** Can contain NaN, for example after a division by zero. */
  readonly canBeNaN: boolean;
  /** Every series of the contract that it reads. */
  readonly reads: readonly Series[];
}

interface QueryShape<Label extends string> extends QueryInfo {
  readonly expression: Expression;
  /** Labels of the result. */
  readonly labels: readonly Label[];
}

/** A query whose result can be plotted, compared and combined. */
export interface InstantVector<Label extends string = string> extends QueryShape<Label> {
  readonly kind: 'instant vector';
}

/** A selected gauge: usable directly, and over a range. */
export interface GaugeSelector<Label extends string = string> extends InstantVector<Label> {
  readonly selects: 'gauge';
}

/** A selected counter: meaningless before `rate` or `increase`. */
export interface CounterSelector<Label extends string = string> extends QueryShape<Label> {
  readonly kind: 'counter selector';
  readonly selects: 'counter';
}

/** The PromQL text of a query. */
export function textOf(query: InstantVector | CounterSelector): string {
  return render(query.expression);
}

/** Thrown if a definition combines queries in an invalid way; the type system catches most cases before. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'promql/definition';
}

/**
 * A number in a query. TypeScript finds a mistyped threshold; where nobody runs it, the threshold is undefined here.
 *
 * @throws QueryError
 */
export function numberLiteral(value: number): Expression {
  if (typeof value === 'number' && !Number.isNaN(value)) return { type: 'number', value };
  throw new QueryError(`a query needs a number, and gets ${value}: is the name of a threshold mistyped?`);
}
