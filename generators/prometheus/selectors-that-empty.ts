import { analyse, type Selector, type SelectorUse, type Syntax } from '../promql/parse/index.ts';
import type { SeriesProbe } from './series-probe.ts';

/** These return a sample if there is none. */
const ABSENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);

/** Of the selectors that find nothing, those that make the query empty. None if it can return something. */
export function selectorsThatEmpty(
  node: Syntax,
  isEmpty: (selector: Selector) => boolean,
): readonly Selector[] {
  const of = (part: Syntax) => selectorsThatEmpty(part, isEmpty);
  switch (node.type) {
    case 'selector':
      return isEmpty(node) ? [node] : [];
    case 'call':
      return ABSENCE.has(node.name) ? [] : node.arguments.flatMap(of);
    case 'aggregation':
      return node.arguments.flatMap(of);
    case 'subquery':
    case 'unary':
      return of(node.inner);
    case 'binary': {
      if (node.operator === 'unless') return of(node.left);
      const [left, right] = [of(node.left), of(node.right)];
      return node.operator === 'or' && (left.length === 0 || right.length === 0) ? [] : [...left, ...right];
    }
    default:
      return [];
  }
}

/**
 * The selectors without series that make a query empty. None if it can return something.
 *
 * @param asked what is expected of a selector at any time; undefined if nothing is
 */
export async function emptySelectors(
  expression: string,
  series: SeriesProbe,
  asked: (selector: Selector) => Selector | undefined,
): Promise<readonly SelectorUse[]> {
  const { syntax, selectors } = analyse(expression);
  if (syntax === undefined) return [];
  const empty = new Map<Selector, SelectorUse>();
  for (const use of selectors) {
    const selector = asked(use.selector);
    if (selector === undefined) continue;
    const wide = { ...use, selector };
    if ((await series.count(expression, wide)) === 0) empty.set(use.selector, wide);
  }
  return selectorsThatEmpty(syntax, (one) => empty.has(one)).flatMap((one) => empty.get(one) ?? []);
}
