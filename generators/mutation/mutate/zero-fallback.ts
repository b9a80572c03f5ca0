import type { Binary, Selector, Syntax } from '../../promql/parse/index.ts';
import type { Site } from './mutation.ts';

/**
 * `x or y * 0` makes a ratio 0 instead of absent, for the panel that plots it. For an alert that fires above
 * a threshold, 0 and absent are the same, so no test can detect which zeros `y` gives.
 */
export function isInZeroFallback({ node, ancestors }: Site): boolean {
  const path = [node, ...ancestors];
  return path.some((ancestor, index) => {
    if (ancestor.type !== 'binary') return false;
    const fallback = fallbackOf(ancestor, path.slice(index + 1));
    // A test can detect changes of the `* 0` itself.
    return fallback !== undefined && path[index - 2] === fallback && path[index - 1] === ancestor.right;
  });
}

/** Whether no test can detect that the fallback of this `or` is missing. */
export function isUnnoticedFallback(site: Site<Binary>): boolean {
  return fallbackOf(site.node, site.ancestors) !== undefined;
}

/**
 * Whether every sample on the left of this `or` has a partner on its right, so that `and` keeps the left side
 * unchanged.
 */
export function isCoveredByFallback({ node, ancestors }: Site<Binary>): boolean {
  const fallback = fallbackOf(node, ancestors);
  return fallback !== undefined && isContained(node.left, fallback);
}

/** `y` of `x or y * 0` that is compared with a threshold above zero. */
function fallbackOf(node: Binary, ancestors: readonly Syntax[]): Syntax | undefined {
  if (node.operator !== 'or' || node.matching !== undefined || !firesAboveZero(node, ancestors))
    return undefined;
  return timesZero(node.right);
}

/** `y` of `y * 0`. */
function timesZero(node: Syntax): Syntax | undefined {
  if (node.type !== 'binary' || node.operator !== '*') return undefined;
  const isZero = (side: Syntax) => side.type === 'number' && side.value === 0;
  if (isZero(node.right)) return node.left;
  return isZero(node.left) ? node.right : undefined;
}

/** Whether a zero stays zero, or becomes NaN, until it is compared with a number that it cannot exceed. */
function firesAboveZero(node: Syntax, ancestors: readonly Syntax[]): boolean {
  const [parent, ...rest] = ancestors;
  if (parent?.type !== 'binary' || parent.returnsBool) return false;
  const isLeft = parent.left === node;
  if (parent.operator === '*' || (parent.operator === '/' && isLeft)) return firesAboveZero(parent, rest);
  if (!isLeft || parent.right.type !== 'number') return false;
  const { value } = parent.right;
  return (parent.operator === '>' && value >= 0) || (parent.operator === '>=' && value > 0);
}

/** Whether both select the same, the first one possibly with more matchers. */
function isContained(inner: Syntax, outer: Syntax): boolean {
  if (inner.type === 'selector' && outer.type === 'selector') {
    const own = inner.matchers.map(matcherText);
    return (
      inner.metric?.text === outer.metric?.text &&
      inner.range?.text === outer.range?.text &&
      inner.offset?.text === outer.offset?.text &&
      outer.matchers.every((matcher) => own.includes(matcherText(matcher)))
    );
  }
  if (inner.type === 'call' && outer.type === 'call') {
    return inner.name === outer.name && areContained(inner.arguments, outer.arguments);
  }
  if (inner.type === 'aggregation' && outer.type === 'aggregation') {
    const labels = [inner, outer].map(({ grouping }) =>
      grouping?.labels
        .map(({ text }) => text)
        .sort()
        .join(),
    );
    return (
      inner.grouping?.kind === outer.grouping?.kind &&
      labels[0] === labels[1] &&
      areContained(inner.arguments, outer.arguments)
    );
  }
  return false;
}

function areContained(inner: readonly Syntax[], outer: readonly Syntax[]): boolean {
  return (
    inner.length === outer.length &&
    inner.every((one, index) => {
      const other = outer[index];
      return other !== undefined && isContained(one, other);
    })
  );
}

function matcherText({ label, operator, value }: Selector['matchers'][number]): string {
  return `${label.text}${operator}${JSON.stringify(value)}`;
}
