import { formatPatch, OMIT_HEADERS, type StructuredPatchHunk, structuredPatch } from 'diff';
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
  const names = { oldFileName: '', newFileName: '', oldHeader: '', newHeader: '' };
  const hunks = formatPatch({ ...names, hunks: [...hunksOf(before, after)] }, OMIT_HEADERS);
  const body = hunks.split('\n').slice(0, -1);
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

function hunksOf(before: string, after: string): readonly StructuredPatchHunk[] {
  const isSearch = before !== '' && after !== '';
  const limit = isSearch ? { maxEditLength: MAXIMUM_EDITS } : {};
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, ...limit });
  if (patch !== undefined) return patch.hunks;
  const [removed] = hunksOf(before, '');
  const [added] = hunksOf('', after);
  if (removed === undefined || added === undefined) return [];
  return [{ ...removed, newLines: added.newLines, lines: [...removed.lines, ...added.lines] }];
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
