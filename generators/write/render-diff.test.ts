import { spawnSync } from 'node:child_process';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeKind } from './plan.ts';
import { renderDiff } from './render-diff.ts';
import { makeFolder, readTree } from './testing.ts';

/** As a whole, without colours. */
const diffOf = (before: string, after: string, kind: ChangeKind = 'update', maximumLines = 10_000) =>
  renderDiff({ path: 'a', kind, before, after }, { color: false, maximumLines });

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', '한글', '@@ x', '+y', '\\'), { maxLength: 40 }), fc.boolean())
  .map(([lines, hasFinalNewline]) => lines.join('\n') + (hasFinalNewline ? '\n' : ''));

describe('renderDiff', () => {
  it('writes hunks from which the new text follows', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyPatch(before, diffOf(before, after))).toBe(after);
      }),
    );
  });

  it('shows headers, line numbers and three lines of context', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
    const after = before.replace('line 10\n', 'line ten\n');
    expect(renderDiff({ path: 'monitoring/a.yaml', kind: 'update', before, after }, { color: false })).toBe(
      [
        '--- a/monitoring/a.yaml',
        '+++ b/monitoring/a.yaml',
        '@@ -7,7 +7,7 @@',
        ' line 7',
        ' line 8',
        ' line 9',
        '-line 10',
        '+line ten',
        ' line 11',
        ' line 12',
        ' line 13',
        '',
      ].join('\n'),
    );
  });

  it('uses /dev/null for a file that is created or deleted', () => {
    expect(diffOf('', 'x\n', 'create')).toBe('--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 @@\n+x\n');
    expect(diffOf('x', '', 'delete')).toBe(
      '--- a/a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n\\ No newline at end of file\n',
    );
  });

  it('cuts a long diff after the given number of lines and says how many follow', () => {
    expect(diffOf('', 'x\n'.repeat(10), 'create', 3)).toBe(
      '--- /dev/null\n+++ b/a\n@@ -0,0 +1,10 @@\n+x\n+x\n... 8 more lines\n',
    );
  });

  it('shows an absolute path without a second slash', () => {
    expect(
      renderDiff({ path: '/tmp/out/a', kind: 'update', before: '', after: 'x\n' }, { color: false }),
    ).toMatch(/^--- a\/tmp\/out\/a\n\+\+\+ b\/tmp\/out\/a\n/);
  });

  it('shows a file as replaced if too much of it differs', () => {
    const lines = (word: string) =>
      Array.from({ length: 2_000 }, (_, index) => `${word} ${index}\n`).join('');
    const diff = diffOf(lines('old'), lines('new'));
    expect(diff).toContain('\n@@ -1,2000 +1,2000 @@\n');
    expect(applyPatch(lines('old'), diff)).toBe(lines('new'));
  });

  it('colours additions green and deletions red, if requested', () => {
    const change = { path: 'a', kind: 'update', before: 'x\n', after: 'y\n' } as const;
    expect(renderDiff(change, { color: true })).toContain('\x1b[31m-x\x1b[0m\n\x1b[32m+y\x1b[0m\n');
    expect(renderDiff(change, { color: false })).not.toContain('\x1b');
  });

  it('makes line breaks and escapes visible instead of sending them to the terminal', () => {
    expect(diffOf('x\r\n', 'x\n\x1b[2J\n')).toContain('-x␍\n+x\n+␛[2J\n');
  });

  it('is accepted by patch(1)', ({ skip }) => {
    const before = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n');
    const after = `first\n${before.replace('line 30\n', '').replace('line 45', 'other')}\n`;
    const folder = makeFolder({ a: before });
    const { error, status } = spawnSync('patch', ['-p1', '-d', folder], { input: diffOf(before, after) });
    if (error !== undefined) skip('patch(1) is not installed');
    expect([status, readTree(folder)]).toEqual([0, { a: after }]);
  });
});
