import type { GivenSeries } from '../definitions/scenario.ts';
import type { Expression, LabelMatcher } from '../promql/expression.ts';

/** The series of a scenario with one label changed, so that one matcher of the query no longer takes them. */
export interface Decoy {
  readonly label: string;
  readonly value: string;
  readonly given: readonly GivenSeries[];
}

/** Values of which at least one escapes any matcher that people write. */
const CANDIDATES = ['decoy', '', '0', 'a'];

/**
 * One decoy for each matcher of a query. Where the query reads a recorded series, the scenario gives what that was
 * recorded from, and all of it is changed.
 */
export function decoysOf(expression: Expression, given: readonly GivenSeries[]): readonly Decoy[] {
  const decoys = new Map<string, Decoy>();
  for (const { metric, matcher } of matchersOf(expression)) {
    const value = escaping(matcher);
    if (value === undefined) continue;
    const isRead = given.some(({ series }) => series.name === metric);
    const changed = given.map((one) =>
      !isRead || one.series.name === metric
        ? { ...one, labels: { ...one.labels, [matcher.label]: value } }
        : one,
    );
    decoys.set(JSON.stringify([isRead ? metric : '', matcher.label, value]), {
      label: matcher.label,
      value,
      given: changed,
    });
  }
  return [...decoys.values()];
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

/** A value that the matcher does not take. */
function escaping({ operator, value }: LabelMatcher): string | undefined {
  switch (operator) {
    case '=':
      return CANDIDATES.find((candidate) => candidate !== value);
    case '!=':
      return value;
    case '=~':
      return CANDIDATES.find((candidate) => !anchored(value).test(candidate));
    case '!~':
      return CANDIDATES.find((candidate) => anchored(value).test(candidate));
  }
}

const anchored = (regex: string) => new RegExp(`^(?:${regex})$`, 's');
