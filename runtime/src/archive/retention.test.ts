import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Archive } from './archive-directory.ts';
import { surplus } from './retention.ts';
import { bench } from './testing/setup.ts';

const NOW = Date.parse('2026-11-25T18:00:00+09:00');

const archiveOf = (original: string, bytes = 100, number = 1): Archive => ({
  ...{ original, bytes, number, track: original.includes('_') ? 'b' : 'a', folder: '/', modifiedAt: 0 },
  name: `${original}.${number}`,
});

const archives = ['20261120', '20261120_09', '20261123_09', '20261124', '20261125_09'].map((name) =>
  archiveOf(name),
);

describe('surplus archives', () => {
  it.each([
    ['none where nothing is said', {}, []],
    ['those before the days that are kept', { keepDays: 2 }, ['20261120', '20261120_09', '20261123_09']],
    ['none of the first day that is kept', { keepDays: 3 }, ['20261120', '20261120_09']],
    ['all but the last day', { keepDays: 1 }, ['20261120', '20261120_09', '20261123_09', '20261124']],
    ['the oldest, until the rest fits', { maximumBytes: 250 }, ['20261120', '20261120_09', '20261123_09']],
    ['none that fit exactly', { maximumBytes: 500 }, []],
    ['never the newest', { maximumBytes: 1 }, ['20261120', '20261120_09', '20261123_09', '20261124']],
    ['by days and by bytes', { keepDays: 3, maximumBytes: 200 }, ['20261120', '20261120_09', '20261123_09']],
  ])('are %s', (_, retention, expected) => {
    expect(surplus(archives, retention, NOW).map(({ original }) => original)).toEqual(expected);
  });

  it('are not more if the clock jumps ahead by years', () => {
    expect(surplus(archives, { keepDays: 6 }, NOW + 1e12)).toEqual([]);
  });

  it('are fewer, never more, if the clock is behind', () => {
    expect(surplus(archives, { keepDays: 1 }, NOW - 2 * 86_400_000).map(({ original }) => original)).toEqual([
      '20261120',
      '20261120_09',
    ]);
  });

  it('are always the oldest, and as few as possible', () => {
    const archives = fc.array(
      fc.record({ day: fc.integer({ min: 10, max: 28 }), bytes: fc.integer({ min: 1, max: 1_000 }) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(archives, fc.integer({ min: 1, max: 10_000 }), (specified, maximumBytes) => {
        const all = specified.map(({ day, bytes }, number) => archiveOf(`202611${day}`, bytes, number));
        const gone = surplus(all, { maximumBytes }, NOW);
        const sum = (some: readonly Archive[]) => some.reduce((total, { bytes }) => total + bytes, 0);
        const kept = all.filter((archive) => !gone.includes(archive));
        expect(kept.length).toBeGreaterThan(0);
        if (kept.length > 1) expect(sum(kept)).toBeLessThanOrEqual(maximumBytes);
        const last = gone.at(-1);
        if (last !== undefined) expect(sum(kept) + last.bytes).toBeGreaterThan(maximumBytes);
        const newestGone = Math.max(0, ...gone.map(({ original }) => Number(original)));
        expect(kept.every(({ original }) => Number(original) >= newestGone)).toBe(true);
      }),
    );
  });
});

describe('retention', () => {
  it('removes archives with their checksums, and nothing else', async () => {
    const { put, start, archives, sources } = await bench();
    for (const day of ['20261120', '20261121', '20261122']) {
      await put(`scalp/${day}_09.0900.jsonl`, `{"n":${day}}\n`);
    }
    await put('swing/20261125.0900.jsonl', '{"n":1}\n');
    const report = await start({ keepDays: 2 }).runNow();
    expect(report).toMatchObject({ outcome: 'done', removed: ['20261120_09.jsonl.gz'] });
    expect(await archives()).toEqual([
      'last-success',
      ...['20261121', '20261122'].flatMap((day) => [
        `scalp/${day}_09.jsonl.gz`,
        `scalp/${day}_09.jsonl.gz.sha256`,
      ]),
    ]);
    expect(await sources()).toEqual(['swing/20261125.0900.jsonl']);
  });
});
