import { diffLines, type Replacement } from './diff.ts';
import type { FileChange } from './target.ts';

export interface DiffOptions {
  /** Whether additions, deletions and headers are coloured by ANSI escapes. */
  readonly color: boolean;
  /** Lines that are shown of each file, headers not counted; 200 if not given. */
  readonly maximumLines?: number;
}

const contextLines = 3;

/** The changes as a unified diff, with every character visible that would move the cursor or change a colour. */
export function renderDiff(changes: readonly FileChange[], options: DiffOptions): string {
  return changes.map((change) => renderFile(change, options)).join('');
}

function renderFile(change: FileChange, { color, maximumLines = 200 }: DiffOptions): string {
  const paint = (code: number, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const header = [
    change.kind === 'create' ? '--- /dev/null' : `--- a/${change.path}`,
    change.kind === 'delete' ? '+++ /dev/null' : `+++ b/${change.path}`,
  ].map((line) => paint(bold, visible(line)));
  const body = hunkLines(change.before ?? '', change.after ?? '');
  const shown = body.slice(0, maximumLines).map((line) => {
    const code = colorOf(line);
    return code === undefined ? visible(line) : paint(code, visible(line));
  });
  const hidden = body.length - shown.length;
  if (hidden > 0) shown.push(`... ${hidden} more ${hidden === 1 ? 'line' : 'lines'}`);
  return `${[...header, ...shown].join('\n')}\n`;
}

const bold = 1;
const red = 31;
const green = 32;
const cyan = 36;

function colorOf(line: string): number | undefined {
  if (line.startsWith('+')) return green;
  if (line.startsWith('-')) return red;
  return line.startsWith('@@') ? cyan : undefined;
}

/** The hunks of a unified diff, without the headers of the file. */
export function hunkLines(beforeText: string, afterText: string): readonly string[] {
  const before = toLines(beforeText);
  const after = toLines(afterText);
  const lines: string[] = [];
  for (const hunk of groupIntoHunks(diffLines(before, after), before.length)) {
    const [first, last] = [hunk[0], hunk.at(-1)];
    if (first === undefined || last === undefined) continue;
    const from = Math.max(0, first.beforeStart - contextLines);
    const to = Math.min(before.length, last.beforeEnd + contextLines);
    const afterFrom = first.afterStart - (first.beforeStart - from);
    const afterTo = last.afterEnd + (to - last.beforeEnd);
    lines.push(`@@ -${range(from, to)} +${range(afterFrom, afterTo)} @@`);
    let position = from;
    for (const each of hunk) {
      lines.push(...marked(' ', before.slice(position, each.beforeStart)));
      lines.push(...marked('-', before.slice(each.beforeStart, each.beforeEnd)));
      lines.push(...marked('+', after.slice(each.afterStart, each.afterEnd)));
      position = each.beforeEnd;
    }
    lines.push(...marked(' ', before.slice(position, to)));
  }
  return lines;
}

/** Each line with its line feed, so that a missing one at the end of a file is a difference. */
function toLines(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function marked(mark: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'],
  );
}

/** Replacements whose context would overlap or touch share a hunk. */
function groupIntoHunks(
  replacements: readonly Replacement[],
  beforeLength: number,
): readonly Replacement[][] {
  const hunks: Replacement[][] = [];
  let reach = -1;
  for (const replacement of replacements) {
    const hunk = hunks.at(-1);
    if (hunk !== undefined && replacement.beforeStart - contextLines <= reach) hunk.push(replacement);
    else hunks.push([replacement]);
    reach = Math.min(beforeLength, replacement.beforeEnd + contextLines);
  }
  return hunks;
}

/** As diff(1) writes it: 1-based; an empty range names the line before it. */
function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return `${from + 1}`;
  return `${length === 0 ? from : from + 1},${length}`;
}

/** A carriage return, the only difference between two kinds of line ends, is shown as `␍`; likewise ESC as `␛`. */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t') return character;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\x${code.toString(16)}`;
  });
}
