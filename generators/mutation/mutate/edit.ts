import type { Span } from '../../promql/parse/index.ts';

/** Replaces a range of an expression. */
export interface Edit extends Span {
  readonly text: string;
}

/** Applies all edits, which must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

/** Removes one item from a list such as `(a, b, c)` or `{a="1", b="2"}`, with its comma. */
export function dropItem(text: string, items: readonly Span[], index: number): Edit | undefined {
  const item = items[index];
  const next = items[index + 1];
  const previous = items[index - 1];
  if (item === undefined) return undefined;
  if (next !== undefined) return { from: item.from, to: next.from, text: '' };
  if (previous !== undefined) return { from: previous.to, to: item.to, text: '' };
  // A comma may follow the last item, but must not remain alone.
  const comma = /^\s*,/.exec(text.slice(item.to))?.[0] ?? '';
  return { from: item.from, to: item.to + comma.length, text: '' };
}
