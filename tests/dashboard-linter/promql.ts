import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { expandVariables, type VariableValue } from './expand.ts';

/** What the rules ask of a query. */
export interface ParsedQuery {
  readonly selectors: readonly ParsedSelector[];
}

export interface ParsedSelector {
  readonly text: string;
  readonly metric: string;
  readonly matchers: readonly ParsedMatcher[];
  /** `offset` or `@` applies to it. */
  readonly isShifted: boolean;
  /** Undefined for an instant selector. */
  readonly range?: string;
  readonly parent: Parent;
}

/** What the selector, with its range, is an operand of. */
export type Parent =
  | { readonly kind: 'none' }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'other' };

export interface ParsedMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Undefined where the query does not parse once its variables are replaced. Types are not checked. */
export function parseQuery(expression: string, variables: readonly VariableValue[]): ParsedQuery | undefined {
  const text = expandVariables(expression, variables);
  return text === undefined ? undefined : parse(text);
}

/** `offset`, `@` and the like: the official parser keeps them as marks of the selector, not as nodes around it. */
const MARKS: ReadonlySet<string> = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);
const SHIFTS: ReadonlySet<string> = new Set(['OffsetExpr', 'StepInvariantExpr']);

function parse(text: string): ParsedQuery | undefined {
  if (text.trim() === '') return undefined;
  const selectors: ParsedSelector[] = [];
  let isValid = true;
  parser.parse(text).iterate({
    enter: (node: SyntaxNodeRef) => {
      if (node.type.isError) isValid = false;
      if (node.name === 'VectorSelector') selectors.push(readSelector(node.node, text));
    },
  });
  return isValid ? { selectors } : undefined;
}

function readSelector(node: SyntaxNode, text: string): ParsedSelector {
  let isShifted = false;
  const climb = (from: SyntaxNode): SyntaxNode | null => {
    let above = from.parent;
    while (above !== null && MARKS.has(above.name)) {
      isShifted ||= SHIFTS.has(above.name);
      above = above.parent;
    }
    return above;
  };
  const above = climb(node);
  const matrix = above?.name === 'MatrixSelector' ? above : undefined;
  const parent = readParent(matrix ? climb(matrix) : above, text);
  const range = matrix?.getChild('DurationExpr');
  const metric = node.getChild('Identifier');
  return {
    text: textOf(node, text),
    metric: metric ? textOf(metric, text) : '',
    matchers: readMatchers(node, text),
    isShifted,
    ...(matrix ? { range: range ? textOf(range, text) : '' } : {}),
    parent,
  };
}

function readParent(node: SyntaxNode | null, text: string): Parent {
  if (node === null || node.name === 'PromQL') return { kind: 'none' };
  const call = node.name === 'FunctionCallBody' ? node.parent : node;
  const name = call?.getChild('FunctionIdentifier');
  return name ? { kind: 'call', name: textOf(name, text) } : { kind: 'other' };
}

function readMatchers(selector: SyntaxNode, text: string): readonly ParsedMatcher[] {
  const list = selector.getChild('LabelMatchers');
  return (list?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => {
    const part = (name: string) => {
      const node = matcher.getChild(name);
      return node ? textOf(node, text) : '';
    };
    // What rules look for holds nothing that would be escaped.
    return { label: part('LabelName'), operator: part('MatchOp'), value: part('StringLiteral').slice(1, -1) };
  });
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}
