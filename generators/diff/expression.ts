import { analyse, COMPARISONS, type Matcher, type Syntax } from '../promql/parse/index.ts';
import { type Detail, differing } from './change.ts';

/**
 * The differences between two queries, part by part: a threshold, a window, a metric, a matcher. Ignores
 * layout and redundant parentheses. Queries of different shapes differ as a whole.
 */
export function compareExpressions(before: string, after: string): readonly Detail[] {
  if (before === after) return [];
  const [old, now] = [analyse(before).syntax, analyse(after).syntax];
  if (old === undefined || now === undefined) return [...differing('query', flat(before), flat(after))];
  return [...compare({ before, after }, old, now, 'number')];
}

/** The names of the metrics that a query reads; none if it does not parse. */
export function metricsIn(expression: string): readonly string[] {
  const names = analyse(expression).selectors.map(({ selector }) => selector.metric?.text);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

interface Texts {
  readonly before: string;
  readonly after: string;
}

/** @param number what a number is called here */
function* compare(texts: Texts, old: Syntax, now: Syntax, number: string): Generator<Detail> {
  const asWhole = function* () {
    yield* differing(
      'query',
      flat(texts.before.slice(old.from, old.to)),
      flat(texts.after.slice(now.from, now.to)),
    );
  };
  if (old.type === 'number' && now.type === 'number') {
    yield* differing(number, String(old.value), String(now.value));
  } else if (old.type === 'string' && now.type === 'string') {
    yield* differing('text', JSON.stringify(old.value), JSON.stringify(now.value));
  } else if (old.type === 'selector' && now.type === 'selector') {
    yield* differing('metric', old.metric?.text, now.metric?.text);
    yield* compareMatchers(old.matchers, now.matchers);
    yield* differing('window', old.range?.text, now.range?.text);
    yield* differing('offset', old.offset?.text, now.offset?.text);
  } else if (old.type === 'subquery' && now.type === 'subquery') {
    yield* differing('window', old.range.text, now.range.text);
    yield* differing('offset', old.offset?.text, now.offset?.text);
    yield* compare(texts, old.inner, now.inner, 'number');
  } else if (old.type === 'unary' && now.type === 'unary' && old.operator === now.operator) {
    yield* compare(texts, old.inner, now.inner, number);
  } else if (old.type === 'call' && now.type === 'call') {
    if (old.arguments.length !== now.arguments.length) return yield* asWhole();
    yield* differing('function', old.name, now.name);
    yield* compareAll(texts, old.arguments, now.arguments);
  } else if (old.type === 'aggregation' && now.type === 'aggregation') {
    if (old.arguments.length !== now.arguments.length) return yield* asWhole();
    yield* differing('aggregation', old.operator, now.operator);
    yield* differing('grouping', groupingOf(old), groupingOf(now));
    yield* compareAll(texts, old.arguments, now.arguments);
  } else if (old.type === 'binary' && now.type === 'binary') {
    const isComparison = COMPARISONS.has(old.operator) && COMPARISONS.has(now.operator);
    if (old.operator !== now.operator && !isComparison) return yield* asWhole();
    yield* differing('comparison', old.operator, now.operator);
    yield* differing('matching', matchingOf(old), matchingOf(now));
    yield* compare(texts, old.left, now.left, isComparison ? 'threshold' : 'number');
    yield* compare(texts, old.right, now.right, isComparison ? 'threshold' : 'number');
  } else {
    yield* asWhole();
  }
}

function* compareAll(texts: Texts, old: readonly Syntax[], now: readonly Syntax[]): Generator<Detail> {
  for (const [index, part] of old.entries()) {
    const other = now[index];
    if (other !== undefined) yield* compare(texts, part, other, 'number');
  }
}

function* compareMatchers(old: readonly Matcher[], now: readonly Matcher[]): Generator<Detail> {
  const textOf = ({ label, operator, value }: Matcher) => `${label.text}${operator}${JSON.stringify(value)}`;
  const gone = old.filter((one) => !now.some((other) => textOf(other) === textOf(one)));
  const added = now.filter((one) => !old.some((other) => textOf(other) === textOf(one)));
  for (const one of gone) {
    const index = added.findIndex((other) => other.label.text === one.label.text);
    const [replacement] = index === -1 ? [] : added.splice(index, 1);
    yield* differing('matcher', textOf(one), replacement && textOf(replacement));
  }
  for (const one of added) yield* differing('matcher', undefined, textOf(one));
}

function groupingOf({ grouping }: Extract<Syntax, { type: 'aggregation' }>): string | undefined {
  return grouping && `${grouping.kind} (${grouping.labels.map(({ text }) => text).join(', ')})`;
}

function matchingOf({ matching, returnsBool }: Extract<Syntax, { type: 'binary' }>): string | undefined {
  const names = (labels: readonly { readonly text: string }[]) => labels.map(({ text }) => text).join(', ');
  const words = [
    ...(returnsBool ? ['bool'] : []),
    ...(matching ? [`${matching.kind} (${names(matching.labels)})`] : []),
    ...(matching?.group ? [`group_${matching.group.side} (${names(matching.group.labels)})`] : []),
  ];
  return words.length === 0 ? undefined : words.join(' ');
}

/** On one line. */
export function flat(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([([]) | (?=[)\]])/g, '$1')
    .trim();
}
