import type { Aggregation, Span, Syntax } from '../../promql/parse/index.ts';
import type { Mutation, Site } from './mutation.ts';
import { isSignOnly } from './sign.ts';

/** Two alternatives each: every test that kills these would also kill any other. */
const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  sum: ['max', 'avg'],
  avg: ['max', 'min'],
  max: ['min', 'sum'],
  min: ['max', 'sum'],
  count: ['sum', 'max'],
  group: ['max'],
  stddev: ['stdvar'],
  stdvar: ['stddev'],
  topk: ['bottomk'],
  bottomk: ['topk'],
};

export function aggregatorMutations({ source, node, ancestors }: Site): Mutation[] {
  if (node.type !== 'aggregation') return [];
  return (MISTAKES[node.operator] ?? [])
    .filter((mistake) => !isSame(node, mistake) && !hasSameSign(node, mistake, ancestors))
    .map((mistake) => ({
      operator: 'aggregator',
      edits: [{ from: node.from, to: node.from + node.operator.length, text: mistake }],
      shown: headOf(node),
      scenario: `Give two series with different values to one group of ${groupName(source.text, node)}, so that their ${node.operator} and their ${mistake} say different things.`,
    }));
}

/** `sum by (namespace)`, or only `sum` if the labels follow the vector. */
export function headOf({ from, operator, grouping, arguments: [first] }: Aggregation): Span {
  const last = grouping?.labels.at(-1);
  const isInFront = last !== undefined && first !== undefined && last.to < first.from;
  return { from, to: isInFront ? last.to + 1 : from + operator.length };
}

/** The number of samples with value 1 is also their sum. */
function isSame({ operator, arguments: [vector] }: Aggregation, mistake: string): boolean {
  return (
    operator === 'count' &&
    mistake === 'sum' &&
    vector?.type === 'binary' &&
    vector.operator === '==' &&
    vector.right.type === 'number' &&
    vector.right.value === 1
  );
}

/** The results of these cannot be negative. */
const COUNTS: ReadonlySet<string> = new Set([
  'rate',
  'irate',
  'increase',
  'changes',
  'resets',
  'count_over_time',
]);

/** For values that cannot be negative, the sum, the average and the maximum are 0 together. */
const ZERO_TOGETHER: ReadonlySet<string> = new Set(['sum', 'avg', 'max']);

function hasSameSign(node: Aggregation, mistake: string, ancestors: readonly Syntax[]): boolean {
  const [vector] = node.arguments;
  return (
    ZERO_TOGETHER.has(node.operator) &&
    ZERO_TOGETHER.has(mistake) &&
    vector?.type === 'call' &&
    COUNTS.has(vector.name) &&
    isSignOnly(node, ancestors)
  );
}

function groupName(text: string, { operator, grouping }: Aggregation): string {
  if (grouping === undefined) return `${operator}()`;
  const labels = grouping.labels.map(({ from, to }) => text.slice(from, to)).join(', ');
  return `"${operator} ${grouping.kind} (${labels})"`;
}
