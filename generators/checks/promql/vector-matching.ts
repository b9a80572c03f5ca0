import { type Binary, type Labels, matchedLabels, pairsSamples, walk } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const vectorMatching = defineCheck({
  code: 'promql/vector-matching',
  severity: 'error',
  title: 'Both sides of a binary operator match on the same labels',
  reason: 'Samples with different matching labels do not pair up, and Prometheus silently drops them',
  page: {
    details:
      'The two sides have different matching labels (all labels, those in `on`, or all except those in `ignoring`). `or` does not pair samples and is not checked.',
    impact:
      'Samples with different matching labels do not pair up. Prometheus silently drops them, and the result is empty.',
    example: {
      language: 'promql',
      bad: 'sum by (namespace) (a) / sum by (namespace, job) (b)',
      good: 'sum by (namespace, job) (a) / sum by (namespace, job) (b)',
    },
  },
  *find(service) {
    for (const { analysis, labelsAt, at } of queriesOf(service)) {
      if (analysis.syntax === undefined) continue;
      for (const node of walk(analysis.syntax)) {
        if (node.type !== 'binary' || !pairsSamples(node)) continue;
        const left = matchedLabels(node, labelsAt(node.left));
        const right = matchedLabels(node, labelsAt(node.right));
        const difference = compare(left, right);
        if (difference === undefined) continue;
        yield {
          place: at(node.operatorSpan),
          message: `the two sides of "${node.operator}" never match: ${difference}`,
          remedy: remedyFor(node),
        };
      }
    }
  },
});

function compare(left: Labels, right: Labels): string | undefined {
  if (left === 'unknown' || right === 'unknown') return undefined;
  const onlyLeft = [...left].filter((label) => !right.has(label));
  const onlyRight = [...right].filter((label) => !left.has(label));
  const parts = [
    ...(onlyLeft.length > 0 ? [`only the left side has ${onlyLeft.sort().join(', ')}`] : []),
    ...(onlyRight.length > 0 ? [`only the right side has ${onlyRight.sort().join(', ')}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(', and ');
}

function remedyFor({ matching }: Binary): string {
  return matching?.kind === 'on'
    ? 'Use only labels in on() that both sides have'
    : 'Aggregate both sides by the same labels, or match on() the labels that both have';
}
