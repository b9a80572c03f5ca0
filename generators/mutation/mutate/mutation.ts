import { childrenOf, type Selector, type Span, type Syntax } from '../../promql/parse/index.ts';
import type { Edit } from './edit.ts';
import type { Source } from './source.ts';

/** Kinds of mistakes; part of every mutant's identity, so never renamed. */
export type Operator =
  | 'comparator'
  | 'number'
  | 'arithmetic'
  | 'set-operator'
  | 'aggregator'
  | 'grouping'
  | 'matching'
  | 'range'
  | 'offset'
  | 'matcher'
  | 'regex'
  | 'function'
  | 'bool'
  | 'for'
  | 'keep-firing-for'
  | 'label';

/** A part of an expression and its surroundings. */
export interface Site<Node extends Syntax = Syntax> {
  readonly source: Source;
  readonly node: Node;
  /** From the parent to the whole expression. */
  readonly ancestors: readonly Syntax[];
}

/** A mistake in words, each part on one line. */
export interface Wording {
  readonly before: string;
  readonly after: string;
}

/** A small mistake that a person could make in an expression. */
export interface Mutation {
  readonly operator: Operator;
  readonly edits: readonly Edit[];
  /** The range that shows a reader what changed. */
  readonly shown: Span;
  /** The text before and after, if that range would be long. */
  readonly wording?: Wording;
  /** What a test must do to detect it, as an imperative sentence. */
  readonly scenario: string;
  /** The series that a test lacks, for a mistake in a matcher. */
  readonly mismatch?: MismatchedSeries;
}

/** A series that the original ignores and the mutant reads. */
export interface MismatchedSeries {
  /**
   * Whether the mistake is made in all selectors with the same matcher, because only all together reveal it.
   */
  readonly isEverywhere: boolean;
  readonly selector: Selector;
  readonly label: string;
  /** Converts a label value that the original reads to one that only the mutant reads. */
  readonly value: (actual: string) => string;
}

/** Every part of an expression, outermost first. */
export function* sitesOf(source: Source, root: Syntax): Generator<Site> {
  yield* visit(source, root, []);
}

function* visit(source: Source, node: Syntax, ancestors: readonly Syntax[]): Generator<Site> {
  yield { source, node, ancestors };
  for (const child of childrenOf(node)) yield* visit(source, child, [node, ...ancestors]);
}
