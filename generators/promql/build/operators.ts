import type { BinaryOperator, Expression } from './expression.ts';
import type { now } from './functions.ts';
import { type InstantVector, numberLiteral, QueryError } from './query.ts';
import { differenceOf, product, quotient, sumOf, type Unit } from './unit.ts';

/** A number or the current time as an operand. */
type Scalar = number | typeof now;

/**
 * Labels that both sides of a join have. If there are none, the compiler shows this text instead of `never`.
 */
export type CommonLabel<Left extends string, Right extends string> = [Left & Right] extends [never]
  ? 'the two queries have no label in common: aggregate both by one'
  : Left & Right;

/** Joins on these labels only; both sides must have them. */
export interface Joined<Label extends string> {
  readonly on: readonly Label[];
}

export type Comparison = '>' | '<' | '>=' | '<=' | '==' | '!=';

/** `left / right`, matched on all labels, which must be the same on both sides. */
export function divide<Label extends string>(
  left: InstantVector<Label>,
  right: InstantVector<NoInfer<Label>> | Scalar,
): InstantVector<Label> {
  const result = arithmetic('/', left, right, quotient);
  return { ...result, canBeNaN: result.canBeNaN || (isVector(right) && !isPositive(right.expression)) };
}

/** `left * right` */
export function multiply<Label extends string>(
  left: InstantVector<Label>,
  right: InstantVector<NoInfer<Label>> | Scalar,
): InstantVector<Label> {
  return arithmetic('*', left, right, product);
}

/** `left + right` */
export function add<Label extends string>(
  left: InstantVector<Label>,
  right: InstantVector<NoInfer<Label>> | Scalar,
): InstantVector<Label> {
  return arithmetic('+', left, right, sumOf);
}

/** `left - right` */
export function subtract<Label extends string>(
  left: InstantVector<Label>,
  right: InstantVector<NoInfer<Label>> | Scalar,
): InstantVector<Label> {
  return arithmetic('-', left, right, differenceOf);
}

/** `left - right` with a number or the time on the left: `1 - ratio`, `time() - timestamp`. */
export function subtractFrom<Label extends string>(
  left: Scalar,
  right: InstantVector<Label>,
): InstantVector<Label> {
  return {
    ...right,
    kind: 'instant vector',
    expression: binary('-', scalarExpression(left), right.expression),
    unit: typeof left === 'number' ? right.unit : differenceOf(left.unit, right.unit),
  };
}

/** Keeps the samples for which the comparison is true. The labels stay. */
export function where<Label extends string>(
  left: InstantVector<Label>,
  comparison: Comparison,
  right: number,
): InstantVector<Label> {
  return {
    ...left,
    kind: 'instant vector',
    expression: binary(comparison, left.expression, numberLiteral(right)),
    canBeEmpty: true,
    // NaN compares false with everything, including itself.
    canBeNaN: false,
  };
}

/** Keeps the series of `left` that have a partner in `right`. */
export function and<Label extends string, Other extends string>(
  left: InstantVector<Label>,
  right: InstantVector<Other>,
  join: Joined<CommonLabel<Label, Other>>,
): InstantVector<Label> {
  return setOperation('and', left, right, join);
}

/** Keeps the series of `left` that have no partner in `right`. */
export function unless<Label extends string, Other extends string>(
  left: InstantVector<Label>,
  right: InstantVector<Other>,
  join: Joined<CommonLabel<Label, Other>>,
): InstantVector<Label> {
  return setOperation('unless', left, right, join);
}

/** The series of `left`, and those of `right` that have no partner in `left`. */
export function or<Label extends string>(
  left: InstantVector<Label>,
  right: InstantVector<NoInfer<Label>>,
): InstantVector<Label> {
  return {
    ...left,
    kind: 'instant vector',
    expression: binary('or', left.expression, right.expression),
    canBeEmpty: left.canBeEmpty && right.canBeEmpty,
    canBeNaN: left.canBeNaN || right.canBeNaN,
    reads: union(left, right),
  };
}

/** States the unit of a query's values if arithmetic cannot know it. */
export function withUnit<Label extends string>(
  query: InstantVector<Label>,
  unit: Unit,
): InstantVector<Label> {
  return { ...query, unit };
}

function arithmetic<Label extends string>(
  operator: '*' | '/' | '+' | '-',
  left: InstantVector<Label>,
  right: InstantVector<Label> | Scalar,
  unitOf: (left: Unit, right: Unit) => Unit,
): InstantVector<Label> {
  if (!isVector(right)) {
    const unit = typeof right === 'number' ? left.unit : unitOf(left.unit, right.unit);
    return {
      ...left,
      kind: 'instant vector',
      expression: binary(operator, left.expression, scalarExpression(right)),
      unit,
    };
  }
  requireSameLabels(operator, left, right);
  return {
    kind: 'instant vector',
    expression: binary(operator, left.expression, right.expression),
    labels: left.labels,
    unit: unitOf(left.unit, right.unit),
    canBeEmpty: left.canBeEmpty || right.canBeEmpty,
    canBeNaN: left.canBeNaN || right.canBeNaN,
    reads: union(left, right),
  };
}

function setOperation<Label extends string>(
  operator: 'and' | 'unless',
  left: InstantVector<Label>,
  right: InstantVector,
  join: Joined<string>,
): InstantVector<Label> {
  for (const [side, query] of [
    ['left', left],
    ['right', right],
  ] as const) {
    const missing = join.on.filter((label) => !query.labels.some((own) => own === label));
    if (missing.length > 0) {
      throw new QueryError(
        `"${operator} on (${join.on.join(', ')})" can never match: the ${side} side has the labels ` +
          `${query.labels.join(', ') || '(none)'} and lacks ${missing.join(', ')}`,
      );
    }
  }
  return {
    ...left,
    kind: 'instant vector',
    expression: binary(operator, left.expression, right.expression, join.on),
    canBeEmpty: true,
    reads: union(left, right),
  };
}

/** Prometheus silently drops a pair with different label sets. */
function requireSameLabels(operator: string, left: InstantVector, right: InstantVector): void {
  const names = (query: InstantVector) => [...query.labels].sort().join(', ');
  if (names(left) === names(right)) return;
  throw new QueryError(
    `"${operator}" would match nothing: the left side has the labels ${names(left) || '(none)'}, the right side ` +
      `${names(right) || '(none)'}; aggregate both by the same labels`,
  );
}

function isVector(operand: InstantVector | Scalar): operand is InstantVector {
  return typeof operand !== 'number' && operand.kind === 'instant vector';
}

/** `x > 0` as a divisor: without events the result is empty instead of NaN. */
function isPositive(expression: Expression): boolean {
  return (
    expression.type === 'binary' &&
    expression.operator === '>' &&
    expression.right.type === 'number' &&
    expression.right.value >= 0
  );
}

function scalarExpression(scalar: Scalar): Expression {
  return typeof scalar === 'number' ? numberLiteral(scalar) : scalar.expression;
}

function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  on?: readonly string[],
): Expression {
  return { type: 'binary', operator, left, right, ...(on ? { on } : {}) };
}

function union(left: InstantVector, right: InstantVector): InstantVector['reads'] {
  return [...new Set([...left.reads, ...right.reads])];
}
