import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from '../../base/duration.ts';
import type { MatchOperator } from '../build/expression.ts';
import { assemble, type ChainPart } from './chain.ts';
import { unquote } from './string-literal.ts';
import type { DurationText, Matcher, Matching, Name, Selector, Syntax, SyntaxProblem } from './syntax.ts';
import type { VariableUse } from './variables.ts';

/** Thrown to leave the tree: the grammar accepts slightly more than Prometheus. */
export class Refusal extends Error {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The parsed text, and the original one. */
export interface Reader {
  readonly masked: string;
  readonly text: string;
  readonly variables: readonly VariableUse[];
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

export function readTree(top: SyntaxNode, reader: Reader): Syntax {
  return read(reader, required(top, 0));
}

/**
 * The grammar binds `[5m]`, `offset` and `@` to the whole preceding chain of operators, Prometheus only to
 * the last operand. So a chain is taken apart and assembled again with Prometheus' precedence.
 */
function read(reader: Reader, node: SyntaxNode): Syntax {
  return assemble(partsOf(reader, node));
}

function partsOf(reader: Reader, node: SyntaxNode): ChainPart[] {
  switch (node.name) {
    case 'BinaryExpr':
      return [
        ...partsOf(reader, required(node, 0)),
        operatorOf(reader, node),
        ...partsOf(reader, required(node, -1)),
      ];
    case 'UnaryExpr': {
      const operator = reader.masked[node.from] === '-' ? '-' : '+';
      return [{ kind: 'sign', operator, from: node.from }, ...partsOf(reader, required(node, 1))];
    }
    case 'MatrixSelector':
    case 'SubqueryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'AnchoredExpr':
    case 'SmoothedExpr': {
      const parts = partsOf(reader, required(node, 0));
      const operand = parts.pop();
      if (operand?.kind !== 'operand') throw refusal(node, 'there is nothing that this could apply to');
      return [...parts, { kind: 'operand', syntax: withPostfix(reader, node, operand.syntax) }];
    }
    default:
      return [{ kind: 'operand', syntax: readOperand(reader, node) }];
  }
}

function operatorOf(reader: Reader, node: SyntaxNode): ChainPart {
  const sign = required(node, 1);
  const matching = node.getChild('MatchingModifierClause');
  return {
    kind: 'operator',
    operator: textOf(reader, sign).toLowerCase(),
    span: { from: sign.from, to: sign.to },
    returnsBool: node.getChild('BoolModifier') !== null,
    ...(matching ? { matching: readMatching(reader, matching) } : {}),
  };
}

function withPostfix(reader: Reader, node: SyntaxNode, operand: Syntax): Syntax {
  const to = node.to;
  if (node.name === 'OffsetExpr') {
    const offset = node.getChild('OffsetDurationExpr');
    if (operand.type !== 'selector' && operand.type !== 'subquery') {
      throw refusal(node, 'offset can only follow a selector or a subquery');
    }
    return offset === null ? operand : { ...operand, to, offset: durationOf(reader, offset) };
  }
  const range = node.getChild('DurationExpr');
  if (node.name === 'SubqueryExpr' && range !== null) {
    return { type: 'subquery', from: operand.from, to, inner: operand, range: durationOf(reader, range) };
  }
  if (node.name === 'MatrixSelector' && range !== null) {
    if (operand.type !== 'selector' || operand.range !== undefined) {
      throw refusal(range, 'a range can only follow a selector; for any other query write a subquery, [1h:]');
    }
    return { ...operand, to, range: durationOf(reader, range) };
  }
  return { ...operand, to };
}

function readOperand(reader: Reader, node: SyntaxNode): Syntax {
  const span = { from: node.from, to: node.to };
  switch (node.name) {
    case 'ParenExpr':
      return read(reader, required(node, 0));
    case 'VectorSelector':
      return readSelector(reader, node);
    case 'NumberDurationLiteral':
      return { type: 'number', ...span, value: numberOf(textOf(reader, node)) };
    case 'StringLiteral':
      return { type: 'string', ...span, value: stringOf(reader, node) };
    case 'FunctionCall':
      return {
        type: 'call',
        ...span,
        name: textOf(reader, required(node, 0)),
        arguments: childrenOf(required(node, 1)).map((child) => read(reader, child)),
      };
    case 'AggregateExpr':
      return readAggregation(reader, node);
    default:
      throw refusal(node, 'this part of the query is not understood');
  }
}

function readAggregation(reader: Reader, node: SyntaxNode): Syntax {
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels');
  return {
    type: 'aggregation',
    from: node.from,
    to: node.to,
    operator: textOf(reader, required(node, 0)).toLowerCase(),
    arguments: childrenOf(node.getChild('FunctionCallBody') ?? node).map((child) => read(reader, child)),
    ...(modifier && labels
      ? {
          grouping: {
            kind: modifier.getChild('Without') === null ? 'by' : 'without',
            labels: namesIn(reader, labels),
          },
        }
      : {}),
  };
}

function readSelector(reader: Reader, node: SyntaxNode): Selector {
  const matchers: Matcher[] = [];
  const identifier = node.getChild('Identifier');
  let metric = identifier === null ? undefined : nameOf(reader, identifier);
  for (const part of childrenOf(node.getChild('LabelMatchers') ?? node)) {
    if (part.name === 'QuotedLabelName') metric = nameOf(reader, part);
    if (part.name !== 'UnquotedLabelMatcher' && part.name !== 'QuotedLabelMatcher') continue;
    const value = required(part, 2);
    matchers.push({
      from: part.from,
      to: part.to,
      label: nameOf(reader, required(part, 0)),
      operator: matchOperator(textOf(reader, required(part, 1))),
      value: stringOf(reader, value),
      hasVariable: reader.variables.some((use) => use.from >= value.from && use.to <= value.to),
    });
  }
  const named = matchers.find((matcher) => matcher.label.text === '__name__' && matcher.operator === '=');
  if (named !== undefined) metric ??= { text: named.value, from: named.from, to: named.to };
  return { type: 'selector', from: node.from, to: node.to, matchers, ...(metric ? { metric } : {}) };
}

/** A child that the grammar guarantees in a tree without errors; -1 is the last one. */
function required(node: SyntaxNode, index: number): SyntaxNode {
  const child = childrenOf(node).at(index);
  if (child === undefined) throw refusal(node, 'this part of the query is not complete');
  return child;
}

function textOf(reader: Reader, node: SyntaxNode): string {
  return reader.masked.slice(node.from, node.to);
}

function matchOperator(text: string): MatchOperator {
  return text === '!=' || text === '=~' || text === '!~' ? text : '=';
}

function readMatching(reader: Reader, node: SyntaxNode): Matching {
  const [labels, grouped] = node.getChildren('GroupingLabels');
  const side =
    node.getChild('GroupLeft') !== null
      ? ('left' as const)
      : node.getChild('GroupRight') !== null
        ? ('right' as const)
        : undefined;
  return {
    kind: node.getChild('On') === null ? 'ignoring' : 'on',
    labels: labels === undefined ? [] : namesIn(reader, labels),
    ...(side ? { group: { side, labels: grouped === undefined ? [] : namesIn(reader, grouped) } } : {}),
  };
}

function namesIn(reader: Reader, labels: SyntaxNode): Name[] {
  return childrenOf(labels).map((label) => nameOf(reader, label));
}

function nameOf(reader: Reader, node: SyntaxNode): Name {
  const literal = node.name === 'QuotedLabelName' ? node.firstChild : null;
  const text = literal === null ? reader.text.slice(node.from, node.to) : stringOf(reader, literal);
  return { text, from: node.from, to: node.to };
}

function stringOf(reader: Reader, node: SyntaxNode): string {
  const value = unquote(reader.text.slice(node.from, node.to));
  if (value === undefined)
    throw refusal(node, 'this string does not end, or holds an escape that PromQL lacks');
  return value;
}

function durationOf(reader: Reader, node: SyntaxNode): DurationText {
  const text = reader.text.slice(node.from, node.to);
  const isVariable = reader.variables.some((use) => use.from < node.to && use.to > node.from);
  const sign = text.startsWith('-') ? -1 : 1;
  const fixed = parseDuration(text.replace(/^[-+]\s*/, '')) ?? Number(text) * 1000;
  return {
    text,
    from: node.from,
    to: node.to,
    milliseconds: isVariable || Number.isNaN(fixed) ? undefined : Math.abs(fixed) * sign,
  };
}

/** Also accepts a duration, which Prometheus reads as seconds. */
function numberOf(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain.endsWith('inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  const duration = parseDuration(plain);
  return duration === undefined ? Number(plain) : duration / 1000;
}

function refusal(node: SyntaxNode, message: string): Refusal {
  return new Refusal({ message, from: node.from, to: node.to });
}
