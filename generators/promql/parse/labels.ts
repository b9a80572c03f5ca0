import { type Catalogue, labelsOfSeries } from './catalogue.ts';
import type { Aggregation, Binary, Call, Selector, Syntax } from './syntax.ts';
import { typeOf } from './types.ts';

/** Labels that samples can have, without the metric name, or 'unknown'. */
export type Labels = ReadonlySet<string> | 'unknown';

const NONE: ReadonlySet<string> = new Set();

/** These keep the selected samples unchanged, with all labels. */
const CHOOSING_AGGREGATIONS: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** Returns the labels of any part of a query. */
export type LabelReader = (node: Syntax) => Labels;

/**
 * Infers the output labels of a query or a part of it, from its text alone, as Prometheus derives them.
 * Results are cached, because parts are looked up repeatedly.
 */
export function labelReader(catalogue: Catalogue): LabelReader {
  const known = new Map<Syntax, Labels>();
  const read: LabelReader = (node) => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const labels = inferLabels(node, catalogue, read);
    known.set(node, labels);
    return labels;
  };
  return read;
}

function inferLabels(node: Syntax, catalogue: Catalogue, read: LabelReader): Labels {
  switch (node.type) {
    case 'number':
    case 'string':
      return NONE;
    case 'selector':
      return labelsOfSelector(node, catalogue);
    case 'subquery':
    case 'unary':
      return read(node.inner);
    case 'aggregation':
      return labelsOfAggregation(node, read);
    case 'call':
      return labelsOfCall(node, read);
    case 'binary':
      return labelsOfBinary(node, read);
  }
}

function labelsOfSelector({ metric }: Selector, catalogue: Catalogue): Labels {
  const series = metric === undefined ? [] : catalogue.seriesNamed(metric.text);
  return series.length === 0 ? 'unknown' : new Set(series.flatMap(labelsOfSeries));
}

function labelsOfAggregation(node: Aggregation, read: LabelReader): Labels {
  const vector = node.arguments.at(-1);
  const inner = vector === undefined ? NONE : read(vector);
  if (CHOOSING_AGGREGATIONS.has(node.operator)) return inner;
  const grouped = node.grouping?.labels.map((label) => label.text) ?? [];
  const counted = node.operator === 'count_values' ? textArgument(node, 0) : [];
  if (node.grouping?.kind === 'without') {
    return inner === 'unknown' ? inner : new Set([...without(inner, grouped), ...counted]);
  }
  const kept = inner === 'unknown' ? grouped : grouped.filter((label) => inner.has(label));
  return new Set([...kept, ...counted]);
}

function labelsOfCall(node: Call, read: LabelReader): Labels {
  if (typeOf(node) === 'scalar' || node.name === 'vector') return NONE;
  if (node.name === 'info') return 'unknown';
  const source = node.arguments.find(
    (argument) => typeOf(argument) === 'vector' || typeOf(argument) === 'range',
  );
  if (source === undefined) return NONE;
  if (node.name === 'absent' || node.name === 'absent_over_time') return labelsOfAbsent(source);
  const inner = read(source);
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

function labelsOfBinary(node: Binary, read: LabelReader): Labels {
  const left = read(node.left);
  const right = read(node.right);
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

/** Labels by which a binary operation pairs the samples of its sides. */
export function matchedLabels(node: Binary, side: Labels): Labels {
  if (side === 'unknown') return side;
  const named = node.matching?.labels.map((label) => label.text) ?? [];
  if (node.matching?.kind === 'on') return new Set(named.filter((label) => side.has(label)));
  return without(side, named);
}

/** True if the samples of two sides are paired by labels; `or` needs no pair. */
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
