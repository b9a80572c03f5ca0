import { type Binary, type Labels, matchedLabels, pairsSamples, walk } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const vectorMatching = defineCheck({
  code: 'promql/vector-matching',
  severity: 'error',
  title: 'The two sides of an operator have labels that can match',
  reason: 'Samples whose matched labels differ are no pair, and Prometheus drops them without a word',
  page: {
    details:
      'The labels by which the two sides are matched (all of them, those in `on`, or all but those in `ignoring`) differ. `or` needs no pairs and is left out.',
    impact:
      'Samples whose labels differ are no pair. Prometheus drops them without a word, and the result is empty.',
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
          message: `"${node.operator}" can never find a pair: ${difference}`,
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
    ? 'Name labels in on() that both sides have'
    : 'Aggregate both sides by the same labels, or match on() the ones they share';
}
