import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Track } from '../record.ts';
import { freeNumber, openFile, parseSegmentName, periodAt, segmentFile } from './names.ts';

const MINUTE = 60_000;
const tracks = fc.constantFrom<Track>('a', 'b');
const lengths = fc.constantFrom(
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60].map((minutes) => minutes * MINUTE),
);
const instants = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });

/** `YYYYMMDD HHMM` by the system's time zone data, which the sink does not use. */
const korean = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'short',
  timeStyle: 'short',
});

describe('the name of a segment', () => {
  it('is its time in Korea, and parses back to the same period', () => {
    fc.assert(
      fc.property(
        tracks,
        instants.filter((at) => at > Date.parse('1989-01-01T00:00:00Z')),
        lengths,
        fc.integer({ min: 1, max: 1_000 }),
        (track, at, length, number) => {
          const period = periodAt(track, at, length);
          expect(period.start <= at && at < period.end).toBe(true);
          expect(period.end - period.start).toBe(length);
          const [date = '', time = ''] = korean.format(period.start).replaceAll(/[-:]/g, '').split(' ');
          const original = track === 'a' ? date : `${date}_${time.slice(0, 2)}`;
          expect(period.stem).toBe(`${original}.${time}`);
          // No segment extends beyond the hour in its name.
          expect(korean.format(period.end - 1).slice(0, 13)).toBe(korean.format(period.start).slice(0, 13));
          for (const [name, isOpen] of [
            [segmentFile(period.stem, number), false],
            [openFile(period.stem, number), true],
          ] as const) {
            expect(parseSegmentName(track, name)).toEqual({
              name,
              original,
              stem: period.stem,
              number,
              isOpen,
            });
          }
        },
      ),
    );
  });

  it.each([
    ['none', [], 1],
    ['another period', ['20261125_09.0910.jsonl'], 1],
    ['the first', ['20261125_09.0905.jsonl'], 2],
    ['an open one', ['20261125_09.0905.jsonl.open'], 2],
    ['a gap, because some were archived', ['20261125_09.0905.7.jsonl'], 8],
    ['what was put aside', ['20261125_09.0905.jsonl.torn-3'], 1],
  ])('gets a free number if there is %s', (_, names, expected) => {
    expect(freeNumber('b', '20261125_09.0905', names)).toBe(expected);
  });
});
