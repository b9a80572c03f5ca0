import { childrenOf, type Selector, type Span, type Syntax } from '../../promql/parse/index.ts';
import type { Edit } from './edit.ts';
import type { Source } from './source.ts';

/** Families of mistakes; part of every mutant's identity, so never renamed. */
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

/** A part of an expression with what stands around it. */
export interface Site<Node extends Syntax = Syntax> {
  readonly source: Source;
  readonly node: Node;
  /** From the parent to the whole expression. */
  readonly ancestors: readonly Syntax[];
}

/** A mistake in words, each on one line. */
export interface Wording {
  readonly before: string;
  readonly after: string;
}

/** One small mistake that a person could make in an expression. */
export interface Mutation {
  readonly operator: Operator;
  readonly edits: readonly Edit[];
  /** The stretch that says to a reader what was changed. */
  readonly shown: Span;
  /** Where that would be long: what was there, and what is there instead. */
  readonly wording?: Wording;
  /** What a test must do to notice, as a sentence in the imperative. */
  readonly scenario: string;
  /** The series that a test lacks, where a matcher is at stake. */
  readonly mismatch?: MismatchedSeries;
}

/** A series that the original ignores and the mutant reads. */
export interface MismatchedSeries {
  /** The mistake is made in all selectors that ask for the same, so only several of them together show it. */
  readonly isEverywhere: boolean;
  readonly selector: Selector;
  readonly label: string;
  /** From a value of the label that the original reads, one that only the mutant reads. */
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
