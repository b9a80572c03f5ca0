import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hunkLines, renderDiff } from './render-diff.ts';

/** Applies a unified diff like patch(1), from its text alone. */
function patch(before: string, hunks: readonly string[]): string {
  const old = before === '' ? [] : before.split(/(?<=\n)/);
  const result: string[] = [];
  let position = 0;
  for (const [index, line] of hunks.entries()) {
    const start = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(line);
    const text = line.slice(1) + (hunks[index + 1]?.startsWith('\\') === true ? '' : '\n');
    if (start !== null) {
      const first = Number(start[1]) - (start[2] === '0' ? 0 : 1);
      result.push(...old.slice(position, first));
      position = first;
    } else if (line.startsWith('+')) {
      result.push(text);
    } else if (!line.startsWith('\\')) {
      expect(old[position]).toBe(text);
      if (line.startsWith(' ')) result.push(text);
      position += 1;
    }
  }
  return [...result, ...old.slice(position)].join('');
}

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '', '한글', '@@ x', '+y', '\\'), { maxLength: 40 }), fc.boolean())
  .map(([lines, hasFinalNewline]) => lines.join('\n') + (hasFinalNewline ? '\n' : ''));

describe('renderDiff', () => {
  it('writes hunks from which the new text follows', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patch(before, hunkLines(before, after))).toBe(after);
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
    expect(renderDiff({ path: 'a', kind: 'create', before: '', after: 'x\n' }, { color: false })).toBe(
      '--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n',
    );
    expect(renderDiff({ path: 'a', kind: 'delete', before: 'x', after: '' }, { color: false })).toBe(
      '--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n',
    );
  });

  it('cuts a long diff after the given number of lines and says how many follow', () => {
    const after = 'x\n'.repeat(10);
    expect(
      renderDiff({ path: 'a', kind: 'create', before: '', after }, { color: false, maximumLines: 3 }),
    ).toBe('--- /dev/null\n+++ b/a\n@@ -0,0 +1,10 @@\n+x\n+x\n... 8 more lines\n');
  });

  it('shows an absolute path without a second slash', () => {
    expect(
      renderDiff({ path: '/tmp/out/a', kind: 'update', before: '', after: 'x\n' }, { color: false }),
    ).toMatch(/^--- a\/tmp\/out\/a\n\+\+\+ b\/tmp\/out\/a\n/);
  });

  it('shows a file as replaced if too much of it differs', () => {
    const lines = (word: string) =>
      Array.from({ length: 2_000 }, (_, index) => `${word} ${index}\n`).join('');
    const hunks = hunkLines(lines('old'), lines('new'));
    expect(hunks[0]).toBe('@@ -1,2000 +1,2000 @@');
    expect(patch(lines('old'), hunks)).toBe(lines('new'));
  });

  it('colours additions green and deletions red, if requested', () => {
    const change = { path: 'a', kind: 'update', before: 'x\n', after: 'y\n' } as const;
    expect(renderDiff(change, { color: true })).toContain('\x1b[31m-x\x1b[0m\n\x1b[32m+y\x1b[0m\n');
    expect(renderDiff(change, { color: false })).not.toContain('\x1b');
  });

  it('makes line breaks and escapes visible instead of sending them to the terminal', () => {
    const shown = renderDiff(
      { path: 'a', kind: 'update', before: 'x\r\n', after: 'x\n\x1b[2J\n' },
      {
        color: false,
      },
    );
    expect(shown).toContain('-x␍\n+x\n+␛[2J\n');
  });

  it('is accepted by patch(1)', ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'oac-diff-'));
    try {
      const before = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n');
      const after = `first\n${before.replace('line 30\n', '').replace('line 45', 'other')}\n`;
      writeFileSync(join(folder, 'a'), before);
      try {
        execFileSync('patch', ['--version'], { stdio: 'ignore' });
      } catch {
        skip('patch(1) is not installed');
      }
      execFileSync('patch', ['-p1', '-d', folder], {
        input: renderDiff({ path: 'a', kind: 'update', before, after }, { color: false }),
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      expect(readFileSync(join(folder, 'a'), 'utf8')).toBe(after);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
