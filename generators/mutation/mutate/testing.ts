import { mutateExpression } from './expression.ts';
import type { Operator } from './mutation.ts';
import { oneLine } from './source.ts';

/** The mutants of an expression by one operator, each on one line, in the order of the text. */
export function mutantsBy(operator: Operator, expression: string): string[] {
  const mutants = mutateExpression(expression);
  if (mutants === undefined) throw new Error(`not understood: ${expression}`);
  return mutants.filter((mutant) => mutant.operator === operator).map(({ text }) => oneLine(text));
}
