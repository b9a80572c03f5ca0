import type { Aggregation, Binary, Call, Selector, Syntax } from '../../promql/parse/index.ts';
import { typeOf } from '../../promql/parse/index.ts';
import { CHOOSING, conditionOf, constraintsOf, pairsBy, writtenLabel } from './constraints.ts';

/**
 * True if what a matcher excludes would find no partner anyway, because the other side of an operation has
 * the same matcher: without `job="a"` on the left, `sum by (job) (x{job="a"}) / sum by (job) (y{job="a"})`
 * does not change. No test could detect the removal of one of them, only of all.
 */
export function isRedundant(
  matcher: Selector['matchers'][number],
  selector: Selector,
  ancestors: readonly Syntax[],
): boolean {
  const label = matcher.label.text;
  let below: Syntax = selector;
  for (const parent of ancestors) {
    if (parent.type === 'aggregation' && !keepsApart(parent, label)) return false;
    if (parent.type === 'call' && !passes(parent, label)) return false;
    if (parent.type === 'binary') {
      const outcome = outcomeIn(parent, below, label, conditionOf(matcher));
      if (outcome !== 'goes on') return outcome === 'is lost';
    }
    below = parent;
  }
  return false;
}

/** Samples that differ in the label stay in different groups. */
function keepsApart({ operator, grouping }: Aggregation, label: string): boolean {
  if (CHOOSING.has(operator) || operator === 'count_values') return false;
  const isNamed = grouping?.labels.some(({ text }) => text === label) ?? false;
  return grouping?.kind === 'without' ? !isNamed : isNamed;
}

function passes(call: Call, label: string): boolean {
  const isAboutAll = call.name.startsWith('absent') || call.name === 'info' || typeOf(call) === 'scalar';
  return !isAboutAll && writtenLabel(call) !== label;
}

/** What happens to surplus samples of one side. */
function outcomeIn(
  node: Binary,
  side: Syntax,
  label: string,
  condition: string,
): 'goes on' | 'is lost' | 'shows' {
  const other = side === node.left ? node.right : node.left;
  if (typeOf(other) === 'scalar') return 'goes on';
  if (!pairsBy(node, label)) return 'shows';
  if (node.operator === 'or') return 'goes on';
  if (node.operator === 'unless' && side === node.left) return 'goes on';
  return constraintsOf(other).get(label)?.has(condition) === true ? 'is lost' : 'goes on';
}
