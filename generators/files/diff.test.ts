import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, type Replacement } from './diff.ts';

function apply(before: readonly string[], after: readonly string[], edits: readonly Replacement[]): string[] {
  const result: string[] = [];
  let position = 0;
  for (const edit of edits) {
    result.push(...before.slice(position, edit.beforeStart));
    expect(result.length).toBe(edit.afterStart);
    result.push(...after.slice(edit.afterStart, edit.afterEnd));
    position = edit.beforeEnd;
  }
  return [...result, ...before.slice(position)];
}

function editCount(edits: readonly Replacement[]): number {
  return edits.reduce((sum, e) => sum + e.beforeEnd - e.beforeStart + e.afterEnd - e.afterStart, 0);
}

/** Length of the shortest edit by the textbook table. */
function shortestEdit(before: readonly string[], after: readonly string[]): number {
  let row = Array.from({ length: after.length + 1 }, (_, index) => index);
  for (const [x, line] of before.entries()) {
    const next = [x + 1];
    for (const [y, other] of after.entries()) {
      const both = Math.min(row[y + 1] ?? 0, next[y] ?? 0) + 1;
      next.push(line === other ? (row[y] ?? 0) : both);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 25 });

describe('diffLines', () => {
  it('gives edits that turn the old lines into the new ones, in order and apart from each other', () => {
    fc.assert(
      fc.property(lines, lines, fc.integer({ min: 0, max: 12 }), (before, after, maximumEdits) => {
        const edits = diffLines(before, after, maximumEdits);
        expect(apply(before, after, edits)).toEqual(after);
        for (const [index, edit] of edits.slice(1).entries()) {
          expect(edit.beforeStart).toBeGreaterThan(edits[index]?.beforeEnd ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('finds the shortest edit', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(editCount(diffLines(before, after))).toBe(shortestEdit(before, after));
      }),
    );
  });

  it('replaces the whole differing block when more lines differ than the bound allows', () => {
    const before = ['same', 'a', 'keep', 'b', 'same'];
    const after = ['same', 'x', 'keep', 'y', 'same'];
    expect(diffLines(before, after, 4)).toHaveLength(2);
    expect(diffLines(before, after, 3)).toEqual([
      { beforeStart: 1, beforeEnd: 4, afterStart: 1, afterEnd: 4 },
    ]);
  });

  it('copes with ten thousand lines that share nothing', () => {
    const before = Array.from({ length: 10_000 }, (_, index) => `old ${index}`);
    const after = Array.from({ length: 10_000 }, (_, index) => `new ${index}`);
    expect(diffLines(before, after)).toEqual([
      { beforeStart: 0, beforeEnd: 10_000, afterStart: 0, afterEnd: 10_000 },
    ]);
  });
});
