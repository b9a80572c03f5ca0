import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A selector of a query, with what the rules ask of it. */
export interface ParsedSelector {
  readonly text: string;
  readonly metric: string;
  /** As they are written. */
  readonly matchers: readonly string[];
  /** Undefined for an instant selector. */
  readonly range: string | undefined;
  /** The function whose argument it is; `''` for any other expression, and undefined where the selector is the whole query. */
  readonly parent: string | undefined;
}

/** What stands for `$__rate_interval`; the linter knows it again. */
export const RATE_INTERVAL = '8869990787ms';

const DURATIONS: ReadonlyMap<string, string> = new Map([
  ['__rate_interval', RATE_INTERVAL],
  ['__interval', '4867856611ms'],
  ['__range', '6069770749ms'],
]);

/** The selectors of a query, or undefined where it does not parse once its variables are replaced. Types are not checked. */
export function selectorsOf(
  expression: string,
  values: ReadonlyMap<string, string>,
): readonly ParsedSelector[] | undefined {
  const text = expanded(expression, values);
  if (text.trim() === '') return undefined;
  const selectors: ParsedSelector[] = [];
  let isValid = true;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) isValid = false;
      if (node.name === 'VectorSelector') selectors.push(readSelector(node.node, text));
    },
  });
  return isValid ? selectors : undefined;
}

/** Variables outside of double quotes by their value, or else by their name. No format but `raw` is PromQL here, and none of a duration. */
function expanded(expression: string, values: ReadonlyMap<string, string>): string {
  const parts = expression.split('"');
  const outside = (part: string) =>
    part.replaceAll(
      /\$(\w+)|\$\{(\w+)(:raw)?\}|\[\[(\w+)\]\]/g,
      (whole, plain?: string, braced?: string, raw?: string, square?: string) => {
        const name = plain ?? braced ?? square ?? '';
        if (raw !== undefined && DURATIONS.has(name)) return whole;
        return DURATIONS.get(name) ?? values.get(name) ?? name;
      },
    );
  return parts.map((part, index) => (index % 2 === 1 ? part : outside(part))).join('"');
}

/** `offset`, `@` and the like: the official parser keeps them as marks of the selector, not as nodes around it. */
const MARKS = /^(Offset|StepInvariant|Anchored|Smoothed)Expr$/;

function above({ parent }: SyntaxNode): SyntaxNode | null {
  return parent !== null && MARKS.test(parent.name) ? above(parent) : parent;
}

function readSelector(node: SyntaxNode, text: string): ParsedSelector {
  const textOf = (part: SyntaxNode | null | undefined) => (part ? text.slice(part.from, part.to) : '');
  const matrix = above(node)?.name === 'MatrixSelector' ? above(node) : null;
  const outer = above(matrix ?? node);
  const call = outer?.name === 'FunctionCallBody' ? outer.parent : outer;
  const isWhole = outer === null || outer.name === 'PromQL';
  return {
    text: textOf(node),
    metric: textOf(node.getChild('Identifier')),
    matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(textOf),
    range: matrix ? textOf(matrix.getChild('DurationExpr')) : undefined,
    parent: isWhole ? undefined : textOf(call?.getChild('FunctionIdentifier')),
  };
}
