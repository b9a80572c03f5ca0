import { describe, expect, it } from 'vitest';
import type { Archive } from './archive-directory.ts';
import { surplus } from './retention.ts';
import { bench } from './testing/setup.ts';

const NOW = Date.parse('2026-11-25T18:00:00+09:00');

const archives = ['20261120', '20261120_09', '20261123_09', '20261124', '20261125_09'].map(
  (original): Archive => ({
    ...{ original, bytes: 100, number: 1, track: original.includes('_') ? 'b' : 'a' },
    ...{ folder: '/', modifiedAt: 0, name: `${original}.jsonl.gz` },
  }),
);

describe('surplus archives', () => {
  it.each([
    ['none where nothing is said', undefined, []],
    ['those before the days that are kept', 2, ['20261120', '20261120_09', '20261123_09']],
    ['none of the first day that is kept', 3, ['20261120', '20261120_09']],
    ['all but the last day', 1, ['20261120', '20261120_09', '20261123_09', '20261124']],
  ])('are %s', (_, keepDays, expected) => {
    expect(surplus(archives, keepDays, NOW).map(({ original }) => original)).toEqual(expected);
  });

  it('are not more if the clock jumps ahead by years', () => {
    expect(surplus(archives, 6, NOW + 1e12)).toEqual([]);
  });

  it('are fewer, never more, if the clock is behind', () => {
    expect(surplus(archives, 1, NOW - 2 * 86_400_000).map(({ original }) => original)).toEqual([
      '20261120',
      '20261120_09',
    ]);
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
