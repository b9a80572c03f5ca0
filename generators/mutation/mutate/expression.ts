import { analyse, type Span } from '../../promql/parse/index.ts';
import { aggregatorMutations } from './aggregator.ts';
import { arithmeticMutations } from './arithmetic.ts';
import { boolMutations } from './bool.ts';
import { comparatorMutations } from './comparator.ts';
import { applyEdits } from './edit.ts';
import { functionMutations } from './function.ts';
import { groupingMutations } from './grouping.ts';
import { matcherMutations } from './matcher.ts';
import { matchingMutations } from './matching.ts';
import { type Mutation, type Site, sitesOf } from './mutation.ts';
import { numberMutations } from './number.ts';
import { offsetMutations } from './offset.ts';
import { rangeMutations } from './range.ts';
import { setOperatorMutations } from './set-operator.ts';
import { balanced, oneLine, type Source, sourceOf } from './source.ts';
import { isInZeroFallback } from './zero-fallback.ts';

/** An expression with one mistake. */
export interface MutatedExpression extends Mutation {
  readonly text: string;
  readonly source: Source;
  /** Parts of the expression around the mistake, from the smallest to the whole. */
  readonly surroundings: readonly Span[];
}

const OF_ONE_PART: readonly ((site: Site) => readonly Mutation[])[] = [
  comparatorMutations,
  numberMutations,
  arithmeticMutations,
  setOperatorMutations,
  aggregatorMutations,
  groupingMutations,
  matchingMutations,
  rangeMutations,
  offsetMutations,
  functionMutations,
  boolMutations,
];

/**
 * All mutants of an expression, in the order of the text. Each one parses, and no two are equivalent in text
 * to each other or to the original. Undefined if the expression itself does not parse.
 */
export function mutateExpression(expression: string): MutatedExpression[] | undefined {
  const { syntax, problems } = analyse(expression);
  if (syntax === undefined || problems.length > 0) return undefined;
  const source = sourceOf(expression);
  const sites = [...sitesOf(source, syntax)];
  const noticeable = sites.filter((site) => !isInZeroFallback(site));
  const mutations = [
    ...noticeable.flatMap((site) => OF_ONE_PART.flatMap((family) => family(site))),
    ...matcherMutations(noticeable),
  ];
  const seen = new Set([oneLine(expression)]);
  return mutations
    .map((mutation) => ({
      ...mutation,
      shown: balanced(source, mutation.shown),
      text: applyEdits(expression, mutation.edits),
      source,
      surroundings: surroundingsOf(mutation, sites),
    }))
    .filter(({ text }) => {
      const line = oneLine(text);
      if (seen.has(line) || analyse(text).problems.length > 0) return false;
      seen.add(line);
      return true;
    })
    .sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ edits }: Mutation): number {
  return Math.min(...edits.map(({ from }) => from));
}

/** The change is shown with its surroundings; parentheses that would be cut are completed. */
function surroundingsOf({ edits, shown }: Mutation, sites: readonly Site[]): Span[] {
  const from = Math.min(shown.from, ...edits.map((edit) => edit.from));
  const to = Math.max(shown.to, ...edits.map((edit) => edit.to));
  return sites
    .map(({ source, node }) => balanced(source, node))
    .filter((span) => span.from <= from && span.to >= to)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
}
