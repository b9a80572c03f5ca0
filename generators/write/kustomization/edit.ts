import { quoted, scalar } from './scalar.ts';
import {
  endOfLine,
  isList,
  type Kustomization,
  type List,
  type ListItem,
  lineEndOf,
  replace,
  type Span,
  startOfLine,
} from './text.ts';

/** Appends the entries to `resources`, in the style of the existing list. */
export function insertResources(kustomization: Kustomization, entries: readonly string[]): string {
  const { text, itemIndent, resources } = kustomization;
  const items = entries.map((entry) => [scalar(entry)]);
  if (resources === undefined) return appendKey(kustomization, 'resources', items);
  const { value, colon } = resources;
  if (!isList(value)) {
    const emptied = removeNull(text, colon, value);
    const at = endOfLine(emptied, colon + 1);
    return replace(emptied, { from: at, to: at }, rowsOf(items, `${itemIndent}- `, lineEndOf(text)));
  }
  if (value.style === 'block') return appendToBlock(text, value, items);
  const last = value.items.at(-1);
  const values = entries.map((entry) => (last && text[last.from] === '"' ? quoted(entry) : scalar(entry)));
  const at = last?.to ?? value.to - 1;
  return replace(text, { from: at, to: at }, (last === undefined ? '' : ', ') + values.join(', '));
}

/** Adds a key with a list in block style at the end of the file. Each item is a list of lines. */
export function appendKey(
  { text, isFlow, keyIndent, itemIndent, end }: Kustomization,
  key: string,
  items: readonly (readonly string[])[],
): string {
  if (isFlow) return text;
  const lineEnd = lineEndOf(text);
  const block = `${keyIndent}${key}:${rowsOf(items, `${itemIndent}- `, lineEnd)}`;
  const isLineOpen = end > 0 && !/[\n\uFEFF]/.test(text.charAt(end - 1));
  return replace(text, { from: end, to: end }, isLineOpen ? lineEnd + block : block + lineEnd);
}

/** Adds items to a list in block style. Each item is a list of lines. */
export function appendToBlock(text: string, list: List, items: readonly (readonly string[])[]): string {
  const last = list.items.at(-1);
  if (last?.dash === undefined) return text;
  const gap = /^ +/.exec(text.slice(last.dash + 1))?.[0] ?? ' ';
  const prefix = `${text.slice(startOfLine(text, last.dash), last.dash)}-${gap}`;
  const at = endOfLine(text, lastOffset(text, last));
  return replace(text, { from: at, to: at }, rowsOf(items, prefix, lineEndOf(text)));
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

/** Removes the entries from `resources`, with their lines if they have lines of their own. */
export function removeResources(kustomization: Kustomization, isRemoved: (entry: string) => boolean): string {
  const list = kustomization.resources?.value;
  if (list === undefined || !isList(list)) return kustomization.text;
  let text = kustomization.text;
  // From the end, so that earlier offsets stay valid.
  for (const item of list.items.toReversed()) {
    if (item.entry === undefined || !isRemoved(item.entry)) continue;
    text = replace(text, list.style === 'block' ? lineOf(text, item) : flowSpan(text, item), '');
  }
  return text;
}

/** The item with the comma behind it, or else with the one before it. */
function flowSpan(text: string, { from, to }: ListItem): Span {
  const comma = /^[ \r\n]*, */.exec(text.slice(to))?.[0];
  if (comma !== undefined) {
    const end = to + comma.length;
    // A comment needs a blank before it.
    return { from, to: text[from - 1] === '[' && text[end] === '#' ? end - 1 : end };
  }
  return { from: from - (/(?:, *)?$/.exec(text.slice(0, from))?.[0].length ?? 0), to };
}

/** Removes `null` and `~` and the blanks before them; a comment after them stays. */
function removeNull(text: string, colon: number, value: Span): string {
  if (value.from === value.to) return text;
  const isOnSameLine = !text.slice(colon, value.from).includes('\n');
  return replace(text, { from: isOnSameLine ? colon + 1 : value.from, to: value.to }, '');
}

/** The lines of an item, with the line break of the last one; at the end of the file, the one before. */
function lineOf(text: string, item: ListItem): Span {
  const from = startOfLine(text, item.dash ?? item.from);
  const end = endOfLine(text, lastOffset(text, item));
  const lineEnd = /^\r?\n/.exec(text.slice(end))?.[0];
  if (lineEnd !== undefined) return { from, to: end + lineEnd.length };
  return { from: from - (/\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0), to: end };
}

/** The end of the value; a block scalar (`- |`) extends to the start of the following line. */
function lastOffset(text: string, item: ListItem): number {
  const end = Math.max(item.to, (item.dash ?? 0) + 1);
  return text[end - 1] === '\n' ? end - 1 : end;
}
