import type { Aggregation, Span } from '../../promql/parse/index.ts';
import { headOf } from './aggregator.ts';
import { dropItem } from './edit.ts';
import type { Mutation, Site } from './mutation.ts';

/** `by (…)` or `without (…)` with one label less. */
export function groupingMutations({ source, node }: Site): Mutation[] {
  if (node.type !== 'aggregation' || node.grouping === undefined) return [];
  const { kind, labels } = node.grouping;
  return labels.flatMap((label, index) => {
    const edit = dropItem(source.text, labels, index);
    return edit === undefined
      ? []
      : [
          {
            operator: 'grouping' as const,
            edits: [edit],
            shown: shownWith(node, edit),
            scenario:
              kind === 'by'
                ? `Give two series that differ in "${label.text}" only, and expect them apart, each with its "${label.text}".`
                : `Give two series that differ in "${label.text}" only, and expect them as one, without "${label.text}".`,
          },
        ];
  });
}

/** Labels may be before or after the vector. */
function shownWith(node: Aggregation, edit: Span): Span {
  const head = headOf(node);
  return edit.to <= head.to ? head : node;
}
