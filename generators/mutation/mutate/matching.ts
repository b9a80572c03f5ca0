import { typeOf } from '../../promql/parse/index.ts';
import { constraintsOf } from './constraints.ts';
import { dropItem } from './edit.ts';
import type { Mutation, Site } from './mutation.ts';

/** `on (…)` or `ignoring (…)` with one label less, unless both sides have the same fixed value of it. */
export function matchingMutations({ source, node }: Site): Mutation[] {
  if (node.type !== 'binary' || node.matching === undefined) return [];
  if (typeOf(node.left) === 'scalar' || typeOf(node.right) === 'scalar') return [];
  const { labels, kind } = node.matching;
  const [left, right] = [constraintsOf(node.left), constraintsOf(node.right)];
  return labels.flatMap(({ text: label }, index) => {
    const edit = dropItem(source.text, labels, index);
    const others = right.get(label);
    const isFixed = [...(left.get(label) ?? [])].some(
      (condition) => condition.startsWith('="') && others?.has(condition),
    );
    if (edit === undefined || (isFixed && kind === 'on')) return [];
    return [
      {
        operator: 'matching' as const,
        edits: [edit],
        shown: { from: labels[0]?.from ?? edit.from, to: labels.at(-1)?.to ?? edit.to },
        scenario:
          kind === 'on'
            ? `Give the two sides of "${node.operator}" samples with different values of "${label}", and expect that they do not meet.`
            : `Give the two sides of "${node.operator}" samples with different values of "${label}", and expect that they meet.`,
      },
    ];
  });
}
