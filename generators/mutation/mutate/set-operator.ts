import type { Binary } from '../../promql/parse/index.ts';
import type { Mutation, Site } from './mutation.ts';
import { balanced, operandText } from './source.ts';
import { isCoveredByFallback, isUnnoticedFallback } from './zero-fallback.ts';

interface Mistake {
  /** Another operator, or the side that is kept alone. */
  readonly instead: 'and' | 'or' | 'unless' | 'left' | 'right';
  readonly scenario: string;
}

const MISTAKES: Readonly<Record<string, readonly Mistake[]>> = {
  and: [
    {
      instead: 'left',
      scenario: 'Let the left side have a sample and the right side none for it, and expect silence.',
    },
    {
      instead: 'right',
      scenario: 'Let the right side have a sample and the left side none for it, and expect silence.',
    },
    { instead: 'unless', scenario: 'Let both sides have a sample, and expect it.' },
  ],
  or: [
    { instead: 'left', scenario: 'Let only the right side have a sample, and expect it.' },
    { instead: 'right', scenario: 'Let only the left side have a sample, and expect it.' },
    { instead: 'and', scenario: 'Let only one side have a sample, and expect it.' },
  ],
  unless: [
    { instead: 'left', scenario: 'Let both sides have a sample, and expect silence.' },
    { instead: 'and', scenario: 'Let only the left side have a sample, and expect it.' },
  ],
};

export function setOperatorMutations(site: Site): Mutation[] {
  const { node } = site;
  if (node.type !== 'binary') return [];
  const mistakes = (MISTAKES[node.operator] ?? []).filter(
    ({ instead }) => !isUnnoticed({ ...site, node }, instead),
  );
  return mistakes.map(({ instead, scenario }) => ({
    operator: 'set-operator',
    edits:
      instead === 'left' || instead === 'right'
        ? [keepSide(site, node, instead)]
        : [{ ...node.operatorSpan, text: instead }],
    shown: node.operatorSpan,
    wording: {
      before: node.operator,
      after: instead === 'left' || instead === 'right' ? `(${instead} side only)` : instead,
    },
    scenario,
  }));
}

function isUnnoticed(site: Site<Binary>, instead: Mistake['instead']): boolean {
  if (instead === 'left') return isUnnoticedFallback(site);
  return instead === 'and' && isCoveredByFallback(site);
}

function keepSide({ source, ancestors }: Site, node: Binary, side: 'left' | 'right') {
  return { ...balanced(source, node), text: operandText(source, node[side], ancestors.length === 0) };
}
