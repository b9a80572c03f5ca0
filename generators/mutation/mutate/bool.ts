import { typeOf } from '../../promql/parse/index.ts';
import type { Mutation, Site } from './mutation.ts';

/** `> bool 0` without `bool`: samples that fail the comparison are missing instead of 0. */
export function boolMutations({ source, node }: Site): Mutation[] {
  if (node.type !== 'binary' || !node.returnsBool) return [];
  // Two numbers cannot be compared without it.
  if (typeOf(node.left) === 'scalar' && typeOf(node.right) === 'scalar') return [];
  const { from, to } = node.operatorSpan;
  const word = /^\s*bool\b/i.exec(source.text.slice(to))?.[0];
  if (word === undefined) return [];
  return [
    {
      operator: 'bool',
      edits: [{ from: to, to: to + word.length, text: '' }],
      shown: { from, to: node.to },
      scenario: 'Let the comparison fail, and expect a sample that is 0.',
    },
  ];
}
