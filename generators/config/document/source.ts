import type { Place } from '../../base/diagnostic.ts';

/** A range of a text, in UTF-16 offsets; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line's end, before its CR LF or LF. */
export function endOfLine(text: string, offset: number): number {
  return offset + (/\r?\n|$/.exec(text.slice(offset))?.index ?? 0);
}

/** 1-based. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The first line of the range, with at least one character marked. */
export function placeOf(text: string, file: string, { from, to }: Span): Place {
  const start = startOfLine(text, from);
  const line = text.slice(start, endOfLine(text, from));
  const column = from - start;
  const excerpt = { text: line, from: column, to: Math.max(column + 1, Math.min(to - start, line.length)) };
  return { file, line: lineOf(text, from), column: column + 1, excerpt };
}
