import { type StructuredPatchHunk, structuredPatch } from 'diff';
import type { ChangeKind } from './plan.ts';

/** A file that differs, with its texts. */
export interface TextChange {
  readonly path: string;
  readonly kind: ChangeKind;
  /** Empty if the file is created. */
  readonly before: string;
  /** Empty if the file is deleted. */
  readonly after: string;
}

export interface DiffOptions {
  /** Whether additions, deletions and headers are coloured by ANSI escapes. */
  readonly color: boolean;
  /** Maximum lines per file, without headers; 200 by default. */
  readonly maximumLines?: number;
}

/** With more differing lines a file is shown as replaced: the time to find them grows quadratically. */
const MAXIMUM_EDITS = 1_000;

/**
 * The change as a unified diff, in which every character is visible that would move the cursor or change a
 * colour.
 */
export function renderDiff(
  { path, kind, before, after }: TextChange,
  { color, maximumLines = 200 }: DiffOptions,
): string {
  const paint = (code: number, text: string) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  // As in Git: a/ and b/ stand for the root of the path.
  const name = path.replace(/^\/+/, '');
  const header = [
    kind === 'create' ? '--- /dev/null' : `--- a/${name}`,
    kind === 'delete' ? '+++ /dev/null' : `+++ b/${name}`,
  ].map((line) => paint(BOLD, visible(line)));
  const body = hunkLines(before, after);
  const shown = body.slice(0, maximumLines).map((line) => {
    const code = colorOf(line);
    return code === undefined ? visible(line) : paint(code, visible(line));
  });
  const hidden = body.length - shown.length;
  if (hidden > 0) shown.push(`... ${hidden} more ${hidden === 1 ? 'line' : 'lines'}`);
  return `${[...header, ...shown].join('\n')}\n`;
}

const BOLD = 1;
const RED = 31;
const GREEN = 32;
const CYAN = 36;

function colorOf(line: string): number | undefined {
  if (line.startsWith('+')) return GREEN;
  if (line.startsWith('-')) return RED;
  return line.startsWith('@@') ? CYAN : undefined;
}

/** The hunks of a unified diff, without the headers of the file. */
export function hunkLines(before: string, after: string): readonly string[] {
  return findHunks(before, after).flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
    ...lines,
  ]);
}

function findHunks(before: string, after: string): readonly StructuredPatchHunk[] {
  const isSearch = before !== '' && after !== '';
  const limit = isSearch ? { maxEditLength: MAXIMUM_EDITS } : {};
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, ...limit });
  if (patch !== undefined) return patch.hunks;
  const [removed] = findHunks(before, '');
  const [added] = findHunks('', after);
  if (removed === undefined || added === undefined) return [];
  return [{ ...removed, newLines: added.newLines, lines: [...removed.lines, ...added.lines] }];
}

/** As in diff(1): an empty range names the line before it. */
function range(start: number, length: number): string {
  if (length === 1) return `${start}`;
  return `${length === 0 ? start - 1 : start},${length}`;
}

/**
 * Shows a carriage return, the only difference between two kinds of line breaks, as `␍`; likewise ESC as `␛`.
 */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t') return character;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\x${code.toString(16)}`;
  });
}
