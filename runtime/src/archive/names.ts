import type { Track } from '../record.ts';

/** The archive of all segments of an hour of track b, or a day of track a, that existed when it was made. */
export interface ArchiveName {
  readonly name: string;
  /** The original collector's name for it: `20261125_09` or `20261125`. */
  readonly original: string;
  /** 1, or more if segments arrived after the first archive was made. */
  readonly number: number;
}

const ARCHIVE: Readonly<Record<Track, RegExp>> = {
  a: /^(\d{8})(?:\.(\d+))?\.jsonl\.gz$/,
  b: /^(\d{8}_\d{2})(?:\.(\d+))?\.jsonl\.gz$/,
};

export const CHECKSUMS = '.sha256';
/** Marks an unfinished file that only the archiver uses. */
export const PARTIAL = '.partial';

const HOUR = 3_600_000;

export function archiveName(original: string, number: number): string {
  return `${original}${number === 1 ? '' : `.${number}`}.jsonl.gz`;
}

export function parseArchiveName(track: Track, name: string): ArchiveName | undefined {
  const [, original, digits] = ARCHIVE[track].exec(name) ?? [];
  return original === undefined ? undefined : { name, original, number: Number(digits ?? 1) };
}

/** When the hour or day ends in Korea, in milliseconds since 1970; NaN if the name is invalid. */
export function endOf(original: string): number {
  const [date, hour] = [dateOf(original), original.slice(9, 11)];
  const length = hour === '' ? 24 * HOUR : HOUR;
  return Date.parse(`${date}T${hour === '' ? '00' : hour}:00:00+09:00`) + length;
}

/** `YYYY-MM-DD`. */
export function dateOf(original: string): string {
  return `${original.slice(0, 4)}-${original.slice(4, 6)}-${original.slice(6, 8)}`;
}
