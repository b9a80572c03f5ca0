import { COMPARISONS, type Syntax } from '../../promql/analysis.ts';
import type { Mutation, Site } from './mutation.ts';

/**
 * How far a number is moved: far enough that a test just below and one just above a threshold need not touch it,
 * near enough that "0 is quiet, 100 fires" does not do.
 */
const STEP = 0.1;

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
    shown: parent?.type === 'binary' ? { from: parent.operatorSpan.from, to: node.to } : node,
    scenario: scenarioOf(value, neighbour, role),
  })).map((mutation) => (mutation.shown.from < mutation.edits[0].from || parent?.type !== 'binary' ? mutation : mutation));
}

type Role = 'quantile' | 'equality' | 'threshold' | 'term';

function roleOf(node: Syntax, parent: Syntax | undefined): Role {
  if (parent?.type === 'binary' && COMPARISONS.has(parent.operator)) {
    return parent.operator === '==' || parent.operator === '!=' ? 'equality' : 'threshold';
  }
  const takesQuantile =
    (parent?.type === 'call' && QUANTILES.has(parent.name)) ||
    (parent?.type === 'aggregation' && QUANTILES.has(parent.operator));
  return takesQuantile && parent.arguments[0] === node ? 'quantile' : 'term';
}
