import type { MatchOperator } from '../build/expression.ts';

/** Offsets into the original query, in UTF-16 units; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A word of the query with its place. */
export interface Name extends Span {
  readonly text: string;
}

/** `[5m]`, `offset 1d`: the text, and milliseconds if it is a fixed duration. */
export interface DurationText extends Name {
  readonly milliseconds: number | undefined;
}

export interface Matcher extends Span {
  readonly label: Name;
  readonly operator: MatchOperator;
  /** The value of the string. */
  readonly value: string;
  /** Grafana fills in a variable, so the value is unknown. */
  readonly hasVariable: boolean;
}

export interface Selector extends Span {
  readonly type: 'selector';
  /** Absent in `{job="x"}`, and if a regex selects the name. */
  readonly metric?: Name;
  readonly matchers: readonly Matcher[];
  readonly range?: DurationText;
  readonly offset?: DurationText;
}

export interface Subquery extends Span {
  readonly type: 'subquery';
  readonly inner: Syntax;
  readonly range: DurationText;
  readonly offset?: DurationText;
}

export interface Call extends Span {
  readonly type: 'call';
  readonly name: string;
  readonly arguments: readonly Syntax[];
}

export interface Aggregation extends Span {
  readonly type: 'aggregation';
  readonly operator: string;
  readonly grouping?: { readonly kind: 'by' | 'without'; readonly labels: readonly Name[] };
  /** The parameter, if the operator has one, and the vector. */
  readonly arguments: readonly Syntax[];
}

export interface Matching {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly Name[];
  readonly group?: { readonly side: 'left' | 'right'; readonly labels: readonly Name[] };
}

export interface Binary extends Span {
  readonly type: 'binary';
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly returnsBool: boolean;
  readonly matching?: Matching;
  readonly left: Syntax;
  readonly right: Syntax;
}

export interface Unary extends Span {
  readonly type: 'unary';
  readonly operator: '+' | '-';
  readonly inner: Syntax;
}

/** Parsed PromQL. The tree replaces parentheses. */
export type Syntax =
  | Selector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | (Span & { readonly type: 'number'; readonly value: number })
  | (Span & { readonly type: 'string'; readonly value: string });

/** Why Prometheus would reject the query. */
export interface SyntaxProblem extends Span {
  readonly message: string;
}

export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** The parts of a node, in the order of the text. */
export function childrenOf(node: Syntax): readonly Syntax[] {
  switch (node.type) {
    case 'call':
    case 'aggregation':
      return node.arguments;
    case 'binary':
      return [node.left, node.right];
    case 'subquery':
    case 'unary':
      return [node.inner];
    default:
      return [];
  }
}

/** The node and everything below it, outermost first. */
export function* walk(node: Syntax): Generator<Syntax> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}
