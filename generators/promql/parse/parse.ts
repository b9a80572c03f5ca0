import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { nearest } from '../../base/nearest.ts';
import { SIGNATURES } from './signatures.ts';
import type { Syntax, SyntaxProblem } from './syntax.ts';
import { Refusal, readTree } from './tree.ts';
import { maskVariables, type VariableUse } from './variables.ts';

export interface Parsed {
  /** Absent if the text does not parse. */
  readonly syntax?: Syntax;
  readonly problems: readonly SyntaxProblem[];
  readonly variables: readonly VariableUse[];
}

/** Parses with the official grammar; Grafana variables may replace a number, a duration or a name. */
export function parse(text: string): Parsed {
  const { text: masked, variables } = maskVariables(text);
  const tree = parser.parse(masked);
  const problem = firstProblem(tree.topNode, masked, text);
  if (problem !== undefined) return { problems: [problem], variables };
  try {
    return { syntax: readTree(tree.topNode, { masked, text, variables }), problems: [], variables };
  } catch (error) {
    if (error instanceof Refusal) return { problems: [error.problem], variables };
    throw error;
  }
}

/** Only the first one: the parser guesses after that. */
function firstProblem(top: SyntaxNode, masked: string, text: string): SyntaxProblem | undefined {
  let problem: SyntaxProblem | undefined;
  top.cursor().iterate((node) => {
    if (problem !== undefined) return false;
    if (node.type.isError) problem = describeProblem(node.from, node.to, masked, text);
    return true;
  });
  return problem;
}

function describeProblem(at: number, end: number, masked: string, text: string): SyntaxProblem {
  if (masked.trim() === '') return { message: 'the query is empty', from: 0, to: 0 };
  const name = /([A-Za-z_:][\w:]*)\s*$/.exec(masked.slice(0, at))?.[1];
  const next = at + (masked.slice(at).length - masked.slice(at).trimStart().length);
  if (name !== undefined && masked[next] === '(') {
    const from = masked.lastIndexOf(name, at);
    const known = nearest(name, SIGNATURES.keys());
    const hint = known === undefined || known === name ? '' : `; did you mean ${known}()?`;
    return { message: `there is no function ${name}()${hint}`, from, to: from + name.length };
  }
  if (next >= masked.length)
    return { message: 'the query ends too early', from: text.length, to: text.length };
  const from = end > at ? at : next;
  const to = Math.max(end, from + (/^[\w:]+|^./s.exec(masked.slice(from))?.[0].length ?? 1));
  return { message: `"${text.slice(from, to)}" cannot stand here`, from, to };
}
