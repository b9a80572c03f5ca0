import { isDeepStrictEqual } from 'node:util';
import { isSeq, type YAMLSeq } from 'yaml';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { quoted } from '../../base/scalar.ts';
import { endOfLine, type Span, startOfLine } from '../../config/document/source.ts';
import { type Entry, entriesOf, isEmpty, type Kustomization, pairOf, readKustomization } from './text.ts';

export function replace(text: string, { from, to }: Span, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/**
 * Appends items to the list that a key has, in the style of the list, or adds the key. Each item is a list of
 * lines.
 *
 * @returns the text itself if its style is too unusual
 */
export function appendItems(
  { text, nodes }: Kustomization,
  key: string,
  items: readonly (readonly string[])[],
): string {
  const rows = (prefix: string) => rowsOf(items, prefix, lineEndOf(text));
  const keyIndent = nodes === undefined ? '' : indentAt(text, nodes.range[0]);
  const blockLists = nodes?.items.map(({ value }) => value).filter((value) => isBlockList(value)) ?? [];
  const [example] = blockLists;
  const itemIndent = example === undefined ? `${keyIndent}  ` : indentAt(text, example.range[0]);
  const pair = nodes && pairOf(nodes, key);
  if (pair === undefined) {
    if (nodes?.flow === true) return text;
    const end = endOfKeys(text, nodes?.range[1]);
    const block = `${keyIndent}${key}:${rows(`${itemIndent}- `)}`;
    const isLineOpen = end > 0 && !/[\n\uFEFF]/.test(text.charAt(end - 1));
    const added = isLineOpen ? lineEndOf(text) + block : block + lineEndOf(text);
    return replace(text, { from: end, to: end }, added);
  }
  const list = pair.value;
  const colon = text.indexOf(':', pair.key.range[1]);
  if (isSeq(list) && list.flow !== true) {
    const last = list.items.at(-1);
    if (last === undefined) return text;
    const dash = dashOf(text, list, last.range[0]);
    const gap = /^ +/.exec(text.slice(dash + 1))?.[0] ?? ' ';
    const at = endOfLine(text, endOfItem(text, dash, last.range[1]));
    return replace(text, { from: at, to: at }, rows(`${indentAt(text, dash)}-${gap}`));
  }
  if (isSeq(list)) {
    if (items.some((lines) => lines.length > 1)) return text;
    const last = list.items.at(-1);
    const at = last?.range[1] ?? list.range[1] - 1;
    const isQuoted = last !== undefined && text[last.range[0]] === '"';
    const values = items.flat().map((line) => (isQuoted && !line.startsWith('"') ? quoted(line) : line));
    return replace(text, { from: at, to: at }, (last === undefined ? '' : ', ') + values.join(', '));
  }
  if (list === null || !isEmpty(list)) return text;
  const emptied = removeNull(text, colon, list.range);
  const at = endOfLine(emptied, colon + 1);
  return replace(emptied, { from: at, to: at }, rows(`${itemIndent}- `));
}

function isBlockList(value: unknown): value is YAMLSeq.Parsed {
  return isSeq(value) && value.flow !== true;
}

function rowsOf(items: readonly (readonly string[])[], prefix: string, lineEnd: string): string {
  return items
    .flatMap(([first = '', ...others]) => [
      prefix + first,
      ...others.map((line) => ' '.repeat(prefix.length) + line),
    ])
    .map((row) => lineEnd + row)
    .join('');
}

/** Removes `null` and `~` and the blanks before them; a comment after them stays. */
function removeNull(text: string, colon: number, [from, to]: readonly [number, number, number]): string {
  if (from === to) return text;
  const isOnSameLine = !text.slice(colon, from).includes('\n');
  return replace(text, { from: isOnSameLine ? colon + 1 : from, to }, '');
}

/** Removes entries of `resources`, with their lines if they have lines of their own. */
export function removeResources(kustomization: Kustomization, isRemoved: (entry: string) => boolean): string {
  const { nodes } = kustomization;
  const list = nodes && pairOf(nodes, 'resources')?.value;
  if (!isSeq(list)) return kustomization.text;
  const removed = entriesOf(kustomization, 'resources').filter(({ entry }) => isRemoved(entry));
  const spanIn = (text: string, entry: Entry) =>
    list.flow === true ? flowSpan(text, entry) : lineOf(text, dashOf(text, list, entry.from), entry);
  // From the end, so that earlier offsets stay valid.
  return removed.reduceRight((text, entry) => replace(text, spanIn(text, entry), ''), kustomization.text);
}

/** The item with the comma behind it, or else with the one before it. */
function flowSpan(text: string, { from, to }: Span): Span {
  const comma = /^[ \r\n]*, */.exec(text.slice(to))?.[0];
  if (comma !== undefined) {
    const end = to + comma.length;
    // A comment needs a blank before it.
    return { from, to: text[from - 1] === '[' && text[end] === '#' ? end - 1 : end };
  }
  return { from: from - (/(?:, *)?$/.exec(text.slice(0, from))?.[0].length ?? 0), to };
}

/** The lines of an item, with the line break of the last one; at the end of the file, the one before. */
function lineOf(text: string, dash: number, { to }: Span): Span {
  const from = startOfLine(text, dash);
  const end = endOfLine(text, endOfItem(text, dash, to));
  const lineEnd = /^\r?\n/.exec(text.slice(end))?.[0];
  if (lineEnd !== undefined) return { from, to: end + lineEnd.length };
  return { from: from - (/\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0), to: end };
}

/** The dash of the item whose value starts at an offset: all dashes of a list are in one column. */
function dashOf(text: string, list: YAMLSeq.Parsed, offset: number): number {
  const indent = indentAt(text, list.range[0]);
  return text.lastIndexOf(`\n${indent}-`, offset) + 1 + indent.length;
}

/** The end of the value; a block scalar (`- |`) extends to the start of the following line. */
function endOfItem(text: string, dash: number, to: number): number {
  const end = Math.max(to, dash + 1);
  return end - (/\r?\n$/.exec(text.slice(Math.max(0, end - 2), end))?.[0].length ?? 0);
}

function indentAt(text: string, offset: number): string {
  return /^[ ]*/.exec(text.slice(startOfLine(text, offset), offset).replace(/^\uFEFF/, ''))?.[0] ?? '';
}

/** Where another key goes: before the marker that ends the document (`...`) or begins another one. */
function endOfKeys(text: string, end: number | undefined): number {
  const start = /^---(?=\s|$)/m.exec(text);
  const from = end ?? (start === null ? 0 : start.index + '---'.length);
  const marker = /^(?:\.\.\.|---)(?=\s|$)/m.exec(text.slice(from));
  return marker === null ? text.length : from + marker.index;
}

/**
 * The edited text, unless the edit changes the meaning of anything else: that must not reach the file,
 * whatever its text looks like.
 *
 * @param key the list that is edited
 * @throws DiagnosticError `kustomization/shape`
 */
export function verified(
  { content, file }: Kustomization,
  edited: string,
  key: string,
  wanted: readonly unknown[],
  remedy: string,
): string {
  const after = contentOf(edited, file);
  const isAsWanted = isDeepStrictEqual(
    { ...after, [key]: after?.[key] ?? [] },
    { ...content, [key]: wanted },
  );
  if (isAsWanted) return edited;
  throw DiagnosticError.of({
    code: 'kustomization/shape',
    place: { file },
    message: `its \`${key}\` cannot be edited without changing something else in the file`,
    reason: 'The edit was tried and checked, and nothing was written',
    remedy,
  });
}

function contentOf(text: string, file: string): Kustomization['content'] | undefined {
  try {
    return readKustomization(text, file).content;
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
