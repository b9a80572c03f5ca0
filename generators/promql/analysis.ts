import { remembering } from '../remembering.ts';
import { parse } from './analysis/parse.ts';
import { type SelectorUse, selectorsOf } from './analysis/selectors.ts';
import type { Syntax, SyntaxProblem } from './analysis/syntax.ts';
import { typeOf, typeProblems } from './analysis/types.ts';
import type { VariableUse } from './analysis/variables.ts';

export { type Catalogue, catalogueOf, labelsOfSeries, narrowedTo } from './analysis/catalogue.ts';
export { isExact } from './analysis/exactness.ts';
export {
  type LabelReader,
  type Labels,
  labelReader,
  matchedLabels,
  pairsSamples,
} from './analysis/labels.ts';
export type { SelectorUse } from './analysis/selectors.ts';
export {
  type Aggregation,
  type Binary,
  type Call,
  COMPARISONS,
  childrenOf,
  type DurationText,
  type Matcher,
  type Name,
  type Selector,
  type Span,
  type Syntax,
  type SyntaxProblem,
  walk,
} from './analysis/syntax.ts';
export { typeOf } from './analysis/types.ts';
export { type VariableUse, variablesIn } from './analysis/variables.ts';

/**
 * What a query says, read from its text. It knows nothing of how the query was made, so that a mistake of the
 * builder does not hide itself.
 */
export interface Analysis {
  readonly text: string;
  /** Absent where the text does not parse; then there are problems. */
  readonly syntax?: Syntax;
  readonly problems: readonly SyntaxProblem[];
  readonly selectors: readonly SelectorUse[];
  /** Grafana variables, also those inside of strings. */
  readonly variables: readonly VariableUse[];
}

/**
 * Parses a query, which may hold Grafana variables. As many are remembered as a few services have; parsing one anew
 * costs a tenth of a millisecond.
 */
export const analyse = remembering(2000, analyseText);

function analyseText(text: string): Analysis {
  const { syntax, problems, variables } = parse(text);
  if (syntax === undefined) return { text, problems, selectors: [], variables };
  const type = typeOf(syntax);
  const asWhole: SyntaxProblem[] =
    type === 'range' || type === 'string'
      ? [
          {
            message: `a query must give an instant vector, not a ${type === 'range' ? 'range vector' : type}`,
            from: syntax.from,
            to: syntax.to,
          },
        ]
      : [];
  return {
    text,
    syntax,
    problems: [...typeProblems(syntax), ...asWhole],
    selectors: selectorsOf(syntax),
    variables,
  };
}
