import { quoted, scalar } from './scalar.ts';
import { isList, type Kustomization, type List, type ListItem, type Span } from './text.ts';

/** Appends the entries to `resources`, in the style of the existing list. */
export function insertResources(kustomization: Kustomization, entries: readonly string[]): string {
  const { text, keyIndent, itemIndent, resources, end } = kustomization;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = (prefix: string) => entries.map((entry) => lineEnd + prefix + scalar(entry)).join('');

  if (resources === undefined) {
    if (kustomization.isFlow) return text;
    const block = `${keyIndent}resources:${lines(`${itemIndent}- `)}`;
    const isLineOpen = end > 0 && !/[\n\uFEFF]/.test(text.charAt(end - 1));
    return isLineOpen ? replace(text, end, end, lineEnd + block) : replace(text, end, end, block + lineEnd);
  }
  const { value, colon } = resources;
  if (!isList(value)) {
    const emptied = removeNull(text, colon, value);
    const at = endOfLine(emptied, colon + 1);
    return replace(emptied, at, at, lines(`${itemIndent}- `));
  }
  const last = value.items.at(-1);
  if (value.style === 'flow') return insertIntoFlow(kustomization, value, last, entries, lineEnd);
  if (last?.dash === undefined) return text;
  const lineStart = startOfLine(text, last.dash);
  const gap = /^ */.exec(text.slice(last.dash + 1))?.[0] ?? ' ';
  const at = endOfLine(text, lastOffset(text, last));
  return replace(text, at, at, lines(`${text.slice(lineStart, last.dash)}-${gap === '' ? ' ' : gap}`));
}

/** Removes the entries from `resources`, with their lines if they have lines of their own. */
export function removeResources(kustomization: Kustomization, isRemoved: (entry: string) => boolean): string {
  const list = kustomization.resources?.value;
  if (list === undefined || !isList(list)) return kustomization.text;
  let text = kustomization.text;
  // From the end, so that earlier offsets stay valid.
  for (const [index, item] of [...list.items.entries()].reverse()) {
    if (item.entry === undefined || !isRemoved(item.entry)) continue;
    const span = list.style === 'block' ? lineOf(text, item) : flowSpan(text, list, item, index, isRemoved);
    text = replace(text, span.from, span.to, '');
  }
  return text;
}

function insertIntoFlow(
  { text }: Kustomization,
  list: List,
  last: ListItem | undefined,
  entries: readonly string[],
  lineEnd: string,
): string {
  const isQuoted = last !== undefined && text[last.from] === '"';
  const values = entries.map((entry) => (isQuoted ? quoted(entry) : scalar(entry)));
  const bracket = list.to - 1;
  if (last === undefined) return replace(text, bracket, bracket, values.join(', '));
  const prefix = text.slice(startOfLine(text, last.from), last.from);
  const behind = list.trailingComma === undefined ? last.to : list.trailingComma + 1;
  const at = endOfLine(text, behind);
  const hasLineOfItsOwn = /^ *$/.test(prefix) && at <= bracket;
  if (!hasLineOfItsOwn) return replace(text, last.to, last.to, values.map((value) => `, ${value}`).join(''));
  const lines = values.map((value) => lineEnd + prefix + value).join(',');
  const isCommaNeeded = list.trailingComma === undefined;
  const extended = replace(text, at, at, isCommaNeeded ? lines : `${lines},`);
  return isCommaNeeded ? replace(extended, last.to, last.to, ',') : extended;
}

/** The item with its comma, and with its whole line if only a comment shares it. */
function flowSpan(
  text: string,
  list: List,
  item: ListItem,
  index: number,
  isRemoved: (entry: string) => boolean,
): Span {
  const line = lineOf(text, item);
  const before = text.slice(line.from, item.from);
  const after = text.slice(item.to, line.to);
  if (/^ *$/.test(before) && /^ *,? *(#.*)?\r?\n$/.test(after)) return line;
  const isFirst = list.items.slice(0, index).every(({ entry }) => entry !== undefined && isRemoved(entry));
  const previous = list.items[index - 1];
  if (previous !== undefined && !isFirst) return { from: previous.to, to: item.to };
  const next = list.items[index + 1];
  if (next !== undefined) return { from: item.from, to: next.from };
  return { from: item.from, to: list.trailingComma === undefined ? item.to : list.trailingComma + 1 };
}

/** Removes `null` and `~` and the blanks before them; a comment after them stays. */
function removeNull(text: string, colon: number, value: Span): string {
  if (value.from === value.to) return text;
  const isOnSameLine = !text.slice(colon, value.from).includes('\n');
  return replace(text, isOnSameLine ? colon + 1 : value.from, value.to, '');
}

function replace(text: string, from: number, to: number, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line's end, before its CR LF or LF. */
function endOfLine(text: string, offset: number): number {
  return offset + (/\r?\n|$/.exec(text.slice(offset))?.index ?? 0);
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
