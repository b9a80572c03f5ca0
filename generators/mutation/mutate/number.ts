import { COMPARISONS, type Span, type Syntax } from '../../promql/parse/index.ts';
import type { Mutation, Site } from './mutation.ts';

/**
 * How far a number is changed: far enough that tests just below and just above a threshold need not touch it,
 * and little enough that "0 is quiet, 100 fires" is not sufficient. Every test that detects this would also
 * detect doubling and halving, so these are not tried.
 */
const STEP = 0.1;

type Role = 'quantile' | 'equality' | 'threshold' | 'term';

/** Functions and aggregations whose first argument is a quantile. */
const QUANTILES: ReadonlySet<string> = new Set(['histogram_quantile', 'quantile_over_time', 'quantile']);

export function numberMutations({ node, ancestors }: Site): Mutation[] {
  if (node.type !== 'number' || !Number.isFinite(node.value)) return [];
  const { value } = node;
  const [parent] = ancestors;
  const role = roleOf(node, parent);
  return neighbours(value, role).map((neighbour) => ({
    operator: 'number',
    edits: [{ from: node.from, to: node.to, text: String(neighbour) }],
    shown: shownWith(node, parent),
    scenario: scenarioOf(value, neighbour, role),
  }));
}

function roleOf(node: Syntax, parent: Syntax | undefined): Role {
  if (parent?.type === 'binary' && COMPARISONS.has(parent.operator)) {
    return parent.operator === '==' || parent.operator === '!=' ? 'equality' : 'threshold';
  }
  const takesQuantile =
    (parent?.type === 'call' && QUANTILES.has(parent.name)) ||
    (parent?.type === 'aggregation' && QUANTILES.has(parent.operator));
  return takesQuantile && parent.arguments[0] === node ? 'quantile' : 'term';
}

function neighbours(value: number, role: Role): number[] {
  if (role === 'quantile' && value > 0 && value < 1) {
    // The share of samples beyond the quantile, halved and doubled: 0.99 becomes 0.995 and 0.98.
    const tail = Math.min(value, 1 - value);
    return [tail / 2, tail * 2].map((part) => tidy(value < 0.5 ? part : 1 - part));
  }
  // A value that equals one number equals no other, so one change is enough.
  if (value === 0 || role === 'equality') return [tidy(value + 1)];
  if (!Number.isInteger(value)) return [tidy(value * (1 - STEP)), tidy(value * (1 + STEP))];
  // An integer may be a count, and there is nothing between 3 and 3.3.
  const step = Math.max(1, Math.round(Math.abs(value) * STEP));
  return [value - step, value + step];
}

/** Removes the noise of binary fractions: 0.05 · 1.1 is 0.055. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function shownWith(node: Span, parent: Syntax | undefined): Span {
  if (parent?.type !== 'binary') return node;
  const { from, to } = parent.operatorSpan;
  return { from: Math.min(from, node.from), to: Math.max(to, node.to) };
}

function scenarioOf(value: number, neighbour: number, role: Role): string {
  const [low, high] = value < neighbour ? [value, neighbour] : [neighbour, value];
  switch (role) {
    case 'threshold':
      return `Let the compared value lie between ${low} and ${high}, and expect what ${value} says of it.`;
    case 'equality':
      return `Let the compared value be ${value}, and another time ${neighbour}.`;
    case 'quantile':
      return `Let a share of the observations between ${tidy(1 - high)} and ${tidy(1 - low)} be above the threshold.`;
    case 'term':
      return `Choose values for which ${value} and ${neighbour} here lead to different results, or name the value in an annotation that a test expects.`;
  }
}
