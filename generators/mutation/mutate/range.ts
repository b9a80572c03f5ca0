import { formatDuration } from '../../base/duration.ts';
import type { Mutation, Site } from './mutation.ts';

/** Half and twice the range of `[5m]`, of selectors and of subqueries. */
export function rangeMutations({ node }: Site): Mutation[] {
  if ((node.type !== 'selector' && node.type !== 'subquery') || node.range === undefined) return [];
  const { range } = node;
  const length = range.milliseconds;
  // A computed range, or one of a single millisecond, has no half.
  if (length === undefined || length < 2) return [];
  return [
    {
      instead: formatDuration(Math.round(length / 2)),
      scenario: (half: string) =>
        `Let the only event lie between ${half} and ${range.text} before the evaluation, and expect that it still counts.`,
    },
    {
      instead: formatDuration(length * 2),
      scenario: (double: string) =>
        `Let the only event lie between ${range.text} and ${double} before the evaluation, and expect that it no longer counts.`,
    },
  ].map(({ instead, scenario }) => ({
    operator: 'range',
    edits: [{ from: range.from, to: range.to, text: instead }],
    shown: { from: range.from - 1, to: range.to + 1 },
    scenario: scenario(instead),
  }));
}
