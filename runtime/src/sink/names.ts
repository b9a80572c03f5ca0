import { KOREA_OFFSET_SECONDS } from 'krx-calendar';
import type { Track } from '../record.ts';
import { SinkError } from './errors.ts';

/** The original collector's folders, below the sink's directory. */
export const FOLDERS: Readonly<Record<Track, string>> = { a: 'swing', b: 'scalp' };
export const TRACKS: readonly Track[] = ['a', 'b'];

const OFFSET = KOREA_OFFSET_SECONDS * 1000;
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/** A segment's contents: the records of one track between two instants, in milliseconds since 1970. */
export interface Period {
  readonly track: Track;
  readonly start: number;
  readonly end: number;
  /** The prefix of its segments' names, such as `20261125_09.0905`. */
  readonly stem: string;
}

/** The parts of a file name: `20261125_09.0905.jsonl`, `20261125_09.0905.2.jsonl.open`. */
export interface SegmentName {
  readonly name: string;
  /** The original collector's name without its extension: `20261125` or `20261125_09`. */
  readonly original: string;
  readonly stem: string;
  readonly number: number;
  readonly isOpen: boolean;
}

const SEGMENT: Readonly<Record<Track, RegExp>> = {
  a: /^((\d{8})\.\d{4})(?:\.(\d+))?\.jsonl(\.open)?$/,
  b: /^((\d{8}_\d{2})\.\d{4})(?:\.(\d+))?\.jsonl(\.open)?$/,
};

/**
 * The period of a record. It divides an hour evenly, so no segment extends beyond the hour or day in its
 * name.
 *
 * @param length milliseconds; must divide an hour
 * @throws SinkError `sink/invalid-record`
 */
export function periodAt(track: Track, at: number, length: number): Period {
  if (!(at >= 0 && at < LATEST))
    throw new SinkError('sink/invalid-record', `${at} is not a valid record time`);
  const start = Math.floor(at / length) * length;
  const text = new Date(start + OFFSET).toISOString();
  const [date, hour, minute] = [
    text.slice(0, 10).replaceAll('-', ''),
    text.slice(11, 13),
    text.slice(14, 16),
  ];
  const original = track === 'a' ? date : `${date}_${hour}`;
  return { track, start, end: start + length, stem: `${original}.${hour}${minute}` };
}

export function segmentFile(stem: string, number: number): string {
  return `${stem}${number === 1 ? '' : `.${number}`}.jsonl`;
}

export function openFile(stem: string, number: number): string {
  return `${segmentFile(stem, number)}.open`;
}

/** Undefined if the file is not the sink's. */
export function parseSegmentName(track: Track, name: string): SegmentName | undefined {
  const [, stem, original, digits, open] = SEGMENT[track].exec(name) ?? [];
  if (stem === undefined || original === undefined) return undefined;
  return { name, original, stem, number: Number(digits ?? 1), isOpen: open !== undefined };
}

/** In chronological order: names do not sort by their numbers. */
export function byTime(one: SegmentName, other: SegmentName): number {
  if (one.stem !== other.stem) return one.stem < other.stem ? -1 : 1;
  return one.number - other.number;
}

/** A number that no segment with this stem has, open or completed. */
export function freeNumber(track: Track, stem: string, names: readonly string[]): number {
  let highest = 0;
  for (const name of names) {
    const segment = parseSegmentName(track, name);
    if (segment?.stem === stem) highest = Math.max(highest, segment.number);
  }
  return highest + 1;
}
