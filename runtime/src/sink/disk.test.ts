import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'test-support/run';
import { describe, expect, it } from 'vitest';
import { smallDisk } from '../testing/small-disk.ts';
import { bench, numbered } from './testing/setup.ts';

/** Fills the disk. */
const fill = (place: string) =>
  writeFile(join(place, 'filler'), Buffer.alloc(2 ** 20)).catch(() => undefined);

describe('a real disk that', () => {
  it('loses no record and tears no line when the records fill it', async () => {
    const place = await smallDisk();
    // Somebody else's file, which will be removed.
    await writeFile(join(place, 'filler'), Buffer.alloc(700_000));
    const { open, clock, numbers, metrics } = await bench(join(place, 'data'));
    const sink = await open({ limits: { batchBytes: 40_000 } });
    const total = 30_000;
    for (let number = 0; number < total; number += 1) sink.append(numbered(number));
    const flushed = sink.flush();
    await expect.poll(() => sink.state().lastError?.code).toBe('ENOSPC');
    await expect.poll(metrics.failures).toHaveProperty('b no_space');
    const { queuedRecords, isFailing } = sink.state();
    expect(isFailing).toBe(true);
    expect(queuedRecords).toBeGreaterThan(5_000);
    // What is there is complete, even while the disk is full.
    expect(await numbers()).toEqual(Array.from({ length: total - queuedRecords }, (_, number) => number));

    await rm(join(place, 'filler'));
    clock.pass(6_000);
    await flushed;
    await sink.close();
    expect(await numbers()).toEqual(Array.from({ length: total }, (_, number) => number));
  });

  it.each([
    {
      what: 'is full',
      injectFault: fill,
      repair: (place: string) => rm(join(place, 'filler')),
      code: 'ENOSPC',
    },
    {
      what: 'becomes read-only',
      injectFault: (place: string) => run('mount', ['-o', 'remount,ro', place]),
      repair: (place: string) => run('mount', ['-o', 'remount,rw', place]),
      code: 'EROFS',
    },
  ])('$what before the first file loses no record either', async ({ injectFault, repair, code }) => {
    const place = await smallDisk();
    const { open, clock, numbers } = await bench(join(place, 'data'));
    const sink = await open();
    await injectFault(place);
    sink.append(numbered(1));
    const flushed = sink.flush();
    await expect.poll(() => sink.state().lastError?.code).toBe(code);
    await repair(place);
    clock.pass(1_000);
    await flushed;
    await sink.close();
    expect(await numbers()).toEqual([1]);
  });

  it('can still recover files later if it is full when the process starts', async () => {
    const place = await smallDisk();
    const { open, clock, names, directory } = await bench(join(place, 'data'));
    await (await open()).close();
    const torn = 'scalp/20261124_10.1005.jsonl.open';
    await writeFile(join(directory, torn), '{"number":1}\n{"numb');
    // The lock of the next process fits into the remaining space; what is put aside does not.
    await writeFile(
      join(directory, 'scalp/20261124_10.1010.jsonl.open'),
      `{"number":2}\n${'x'.repeat(400_000)}`,
    );
    await writeFile(join(place, 'filler'), Buffer.alloc(450_000));
    const sink = await open();
    expect(await names()).toContain('scalp/20261124_10.1010.jsonl.open');
    expect(sink.state().lastError?.code).toBe('ENOSPC');
    await rm(join(place, 'filler'));
    clock.pass(60_000);
    await expect
      .poll(names)
      .toEqual([
        'scalp/20261124_10.1005.jsonl',
        'scalp/20261124_10.1005.jsonl.torn-1',
        'scalp/20261124_10.1010.jsonl',
        'scalp/20261124_10.1010.jsonl.torn-1',
      ]);
  });
});
