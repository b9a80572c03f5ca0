import { anchoredExpression } from '../../config/schema/re2.ts';
import type { GivenSeries } from '../../define/scenario.ts';
import type { Expression, LabelMatcher } from '../../promql/build/expression.ts';

/** The series of a scenario with one label changed, so that one matcher of the query rejects them. */
export interface MismatchedSeries {
  readonly label: string;
  readonly value: string;
  readonly given: readonly GivenSeries[];
}

/** Values of which at least one is rejected by any matcher that people write. */
const CANDIDATES = ['mismatch', '', '0', 'a'];

/**
 * A set of mismatched series per label that the query matches, changed in all series with that matcher. If
 * the query reads a recorded series, the scenario contains its sources, and all of them are changed.
 *
 * @param recorded what other rules record in that test; the result contains only changed series of it,
 *   because the rules write the unchanged ones themselves
 */
export function mismatchedSeries(
  expression: Expression,
  given: readonly GivenSeries[],
  recorded: readonly GivenSeries[] = [],
): readonly MismatchedSeries[] {
  const matchers = matchersOf(expression);
  const mismatches = new Map<string, MismatchedSeries>();
  for (const { metric, matcher } of matchers) {
    const { label } = matcher;
    const own = (one: { readonly metric: string }) =>
      [...given, ...recorded].find(({ series }) => series.name === one.metric)?.labels[label];
    const value = escaping(matcher, own({ metric }));
    if (value === undefined || mismatches.has(`${label}=${value}`)) continue;
    const alike = matchers.filter(
      (one) => one.matcher.label === label && escaping(one.matcher, own(one)) === value,
    );
    const metrics = new Set(alike.map((one) => one.metric));
    const isRead = given.some(({ series }) => metrics.has(series.name));
    const changed = given.map((one) =>
      !isRead || metrics.has(one.series.name) ? { ...one, labels: { ...one.labels, [label]: value } } : one,
    );
    const others = recorded
      .filter(({ series }) => metrics.has(series.name))
      .map((one) => ({ ...one, labels: { ...one.labels, [label]: value } }));
    mismatches.set(`${label}=${value}`, { label, value, given: [...changed, ...others] });
  }
  return [...mismatches.values()];
}

/**
 * Whether the mismatched series can share one test: no unchanged series of the service in one set may find
 * its missing partner in another set.
 */
export function canShareOneTest(
  mismatches: readonly MismatchedSeries[],
  given: readonly GivenSeries[],
): boolean {
  return given.some((one) => mismatches.every((mismatch) => !mismatch.given.includes(one)));
}

function matchersOf(expression: Expression): readonly { metric: string; matcher: LabelMatcher }[] {
  switch (expression.type) {
    case 'selector':
      return expression.matchers.map((matcher) => ({ metric: expression.metric, matcher }));
    case 'call':
      return expression.arguments.flatMap(matchersOf);
    case 'aggregation':
      return matchersOf(expression.inner);
    case 'binary':
      return [...matchersOf(expression.left), ...matchersOf(expression.right)];
    case 'number':
    case 'raw':
      return [];
  }
}

/**
 * A value that the matcher rejects. For a regular expression it is one that only violates its anchor, if the
 * service's own value is known: `x-observer-0` for `observer-.+`.
 */
function escaping({ operator, value }: LabelMatcher, own: string | undefined): string | undefined {
  switch (operator) {
    case '=':
      return CANDIDATES.find((candidate) => candidate !== value);
    case '!=':
      return value;
    case '=~':
      return [...(own === undefined ? [] : [`x-${own}`]), ...CANDIDATES].find(
        (candidate) => anchoredExpression(value)?.test(candidate) === false,
      );
    case '!~':
      return CANDIDATES.find((candidate) => anchoredExpression(value)?.test(candidate));
  }
}
