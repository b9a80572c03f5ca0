import type { Mutation, Site } from './mutation.ts';

const MISTAKES: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '/',
  '^': '*',
};

/** `x + 0` and `x * 1` do not change with the opposite operator. */
const NEUTRAL: Readonly<Record<string, number>> = { '+': 0, '-': 0, '*': 1, '/': 1 };

export function arithmeticMutations({ node }: Site): Mutation[] {
  if (node.type === 'unary' && node.operator === '-') {
    return [
      {
        operator: 'arithmetic',
        edits: [{ from: node.from, to: node.from + 1, text: '' }],
        shown: node,
        scenario: 'Let the value after the sign be other than 0.',
      },
    ];
  }
  if (node.type !== 'binary') return [];
  const mistake = MISTAKES[node.operator];
  if (mistake === undefined) return [];
  if (node.right.type === 'number' && node.right.value === NEUTRAL[node.operator]) return [];
  return [
    {
      operator: 'arithmetic',
      edits: [{ ...node.operatorSpan, text: mistake }],
      shown: node.operatorSpan,
      scenario: `Choose values for which "${node.operator}" and "${mistake}" lie on different sides of the threshold, or name the value in an annotation that a test expects.`,
    },
  ];
}
