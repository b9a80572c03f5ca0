import { LineCounter } from 'yaml';
import type { Place } from '../../base/diagnostic.ts';

/** A range of the file, in UTF-16 offsets; `to` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The text of a file, which converts offsets to places. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Filled by the parser. */
  readonly lines: LineCounter;
  /** 1-based. */
  lineOf(offset: number): number;
  /** The first line of the range, with at least one character marked. */
  placeOf(stretch: Stretch, definition: string): Place;
}

/** @param content without a byte-order mark, which is not part of the text. */
export function createSource(file: string, content: string): Source {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const lines = new LineCounter();
  return {
    file,
    text,
    lines,
    lineOf: (offset) => lines.linePos(offset).line,
    placeOf({ from, to }, definition) {
      const { line, col } = lines.linePos(from);
      const start = from - (col - 1);
      const lineBreak = /\r?\n/g;
      lineBreak.lastIndex = start;
      const end = lineBreak.exec(text)?.index ?? text.length;
      const excerpt = {
        text: text.slice(start, end),
        from: col - 1,
        to: Math.max(from + 1, Math.min(to, end)) - start,
      };
      const place: Place = { file, line, column: col, excerpt };
      return definition === '' ? place : { ...place, definition };
    },
  };
}
