import type { Selector, Syntax } from '../promql/parse/index.ts';

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
