import { type Catalogue, labelsOfSeries } from './catalogue.ts';
import type { Aggregation, Binary, Call, Selector, Syntax } from './syntax.ts';
import { typeOf } from './types.ts';

/** Labels that samples can carry, or that it cannot be told. The metric name does not count. */
export type Labels = ReadonlySet<string> | 'unknown';

const NONE: ReadonlySet<string> = new Set();

/** These keep the samples they choose as they are, with all labels. */
const CHOOSING_AGGREGATIONS: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** The output labels of a query, inferred from its text alone, as Prometheus derives them. */
export function labelsOf(node: Syntax, catalogue: Catalogue): Labels {
  switch (node.type) {
    case 'number':
    case 'string':
      return NONE;
    case 'selector':
      return labelsOfSelector(node, catalogue);
    case 'subquery':
    case 'unary':
      return labelsOf(node.inner, catalogue);
    case 'aggregation':
      return labelsOfAggregation(node, catalogue);
    case 'call':
      return labelsOfCall(node, catalogue);
    case 'binary':
      return labelsOfBinary(node, catalogue);
  }
}

function labelsOfSelector({ metric }: Selector, catalogue: Catalogue): Labels {
  const series = metric === undefined ? [] : catalogue.seriesNamed(metric.text);
  return series.length === 0 ? 'unknown' : new Set(series.flatMap(labelsOfSeries));
}

function labelsOfAggregation(node: Aggregation, catalogue: Catalogue): Labels {
  const vector = node.arguments.at(-1);
  const inner = vector === undefined ? NONE : labelsOf(vector, catalogue);
  if (CHOOSING_AGGREGATIONS.has(node.operator)) return inner;
  const grouped = node.grouping?.labels.map((label) => label.text) ?? [];
  const counted = node.operator === 'count_values' ? textArgument(node, 0) : [];
  if (node.grouping?.kind === 'without') {
    return inner === 'unknown' ? inner : new Set([...without(inner, grouped), ...counted]);
  }
  const kept = inner === 'unknown' ? grouped : grouped.filter((label) => inner.has(label));
  return new Set([...kept, ...counted]);
}

function labelsOfCall(node: Call, catalogue: Catalogue): Labels {
  if (typeOf(node) === 'scalar' || node.name === 'vector') return NONE;
  if (node.name === 'info') return 'unknown';
  const source = node.arguments.find(
    (argument) => typeOf(argument) === 'vector' || typeOf(argument) === 'range',
  );
  if (source === undefined) return NONE;
  if (node.name === 'absent' || node.name === 'absent_over_time') return labelsOfAbsent(source);
  const inner = labelsOf(source, catalogue);
  if (inner === 'unknown') return inner;
  switch (node.name) {
    case 'histogram_quantile':
    case 'histogram_fraction':
      return without(inner, ['le']);
    case 'histogram_quantiles':
      return new Set([...without(inner, ['le']), ...textArgument(node, 1)]);
    case 'label_replace':
    case 'label_join':
      return new Set([...inner, ...textArgument(node, 1)]);
    default:
      return inner;
  }
}

/** absent() copies what the selector fixes with `=`, unless the label has a second matcher. */
function labelsOfAbsent(source: Syntax): Labels {
  if (source.type !== 'selector') return NONE;
  const labels = source.matchers
    .filter(({ label, operator, value }) => operator === '=' && value !== '' && label.text !== '__name__')
    .map(({ label }) => label.text);
  return new Set(
    labels.filter((label) => source.matchers.filter((matcher) => matcher.label.text === label).length === 1),
  );
}

function labelsOfBinary(node: Binary, catalogue: Catalogue): Labels {
  const left = labelsOf(node.left, catalogue);
  const right = labelsOf(node.right, catalogue);
  if (typeOf(node.left) === 'scalar') return right;
  if (typeOf(node.right) === 'scalar' || node.operator === 'and' || node.operator === 'unless') return left;
  if (node.operator === 'or') {
    return left === 'unknown' || right === 'unknown' ? 'unknown' : new Set([...left, ...right]);
  }
  const { matching } = node;
  if (matching?.group !== undefined) {
    const many = matching.group.side === 'left' ? left : right;
    if (many === 'unknown') return many;
    return new Set([...many, ...matching.group.labels.map((label) => label.text)]);
  }
  const named = matching?.labels.map((label) => label.text) ?? [];
  // A label of `on` that neither side has is not in the result.
  if (matching?.kind === 'on') {
    return new Set(left === 'unknown' ? named : named.filter((label) => left.has(label)));
  }
  return left === 'unknown' ? right : without(left, named);
}

/** Labels by which a binary operation pairs the samples of its two sides. */
export function matchedLabels(node: Binary, side: Labels): Labels {
  if (side === 'unknown') return side;
  const named = node.matching?.labels.map((label) => label.text) ?? [];
  if (node.matching?.kind === 'on') return new Set(named.filter((label) => side.has(label)));
  return without(side, named);
}

/** True where the samples of two sides are paired by their labels; for `or` a pair is not needed. */
export function pairsSamples(node: Binary): boolean {
  const isBetweenVectors = typeOf(node.left) !== 'scalar' && typeOf(node.right) !== 'scalar';
  return isBetweenVectors && node.operator !== 'or';
}

function textArgument(node: Call | Aggregation, index: number): string[] {
  const argument = node.arguments[index];
  return argument?.type === 'string' ? [argument.value] : [];
}

function without(labels: ReadonlySet<string>, removed: readonly string[]): ReadonlySet<string> {
  return new Set([...labels].filter((label) => !removed.includes(label)));
}
