import type { Mutation, Site } from './mutation.ts';

/** `offset 1d` removed. */
export function offsetMutations({ source, node }: Site): Mutation[] {
  if ((node.type !== 'selector' && node.type !== 'subquery') || node.offset === undefined) return [];
  const { offset } = node;
  const word = source.text.toLowerCase().lastIndexOf('offset', offset.from);
  return [
    {
      operator: 'offset',
      edits: [{ from: word, to: offset.to, text: '' }],
      shown: node,
      scenario: `Let the series have another value now than ${offset.text.replace(/^-\s*/, '')} ${offset.text.startsWith('-') ? 'later' : 'ago'}, and expect what the other time says.`,
    },
  ];
}
