import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench, numbered, OPENING, recordOf } from './testing/setup.ts';

const MINUTE = 60_000;

describe('records go to the file of their track and their time in Korea', () => {
  it.each([
    ['a', '2026-11-25T09:00:00+09:00', 'swing/20261125.0900.jsonl'],
    ['a', '2026-11-25T15:34:59.999+09:00', 'swing/20261125.1530.jsonl'],
    ['b', '2026-11-25T09:04:59.999+09:00', 'scalp/20261125_09.0900.jsonl'],
    ['b', '2026-11-25T09:05:00+09:00', 'scalp/20261125_09.0905.jsonl'],
    ['b', '2026-11-25T23:59:59+09:00', 'scalp/20261125_23.2355.jsonl'],
    ['b', '2026-11-25T15:00:00Z', 'scalp/20261126_00.0000.jsonl'],
    ['a', '2026-12-31T15:00:00Z', 'swing/20270101.0000.jsonl'],
  ] as const)('track %s at %s to %s', async (track, at, name) => {
    const { open, names, read } = await bench();
    const sink = await open();
    sink.append(recordOf(track, Date.parse(at), '{"symbol":"삼성전자"}'));
    await sink.close();
    expect(await names()).toEqual([name]);
    expect(await read(name)).toBe('{"symbol":"삼성전자"}\n');
  });

  it('segments have the configured length', async () => {
    const { open, names } = await bench();
    const sink = await open({ limits: { periodMilliseconds: 20 * MINUTE } });
    for (const minute of [0, 19, 20, 59]) sink.append(numbered(minute, OPENING + minute * MINUTE));
    await sink.close();
    expect(await names()).toEqual(
      ['0900', '0920', '0940'].map((segment) => `scalp/20261125_09.${segment}.jsonl`),
    );
  });
});

describe('a file is completed', () => {
  it('shortly after its period, when nothing more comes', async () => {
    const { open, names, clock, metrics } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    clock.pass(50);
    await expect.poll(names).toEqual(['scalp/20261125_09.0900.jsonl.open']);
    clock.pass(5 * MINUTE + 9_000);
    await sink.flush();
    expect(await names()).toEqual(['scalp/20261125_09.0900.jsonl.open']);
    clock.pass(1_000);
    await expect.poll(names).toEqual(['scalp/20261125_09.0900.jsonl']);
    await expect
      .poll(async () => [await metrics.completed(), await metrics.files()])
      .toEqual([{ b: 1 }, { b: 1 }]);
  });

  it('at the close, with everything in it', async () => {
    const { open, numbers, metrics } = await bench();
    const sink = await open();
    for (let number = 0; number < 5_000; number += 1) sink.append(numbered(number));
    await sink.close();
    expect(await numbers()).toEqual(Array.from({ length: 5_000 }, (_, number) => number));
    expect(await metrics.written()).toEqual({ b: 5_000 });
  });

  it('and never written to again: a late record gets its own segment', async () => {
    const { open, names, clock, read } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    await sink.flush();
    clock.pass(6 * MINUTE);
    await expect.poll(names).toEqual(['scalp/20261125_09.0900.jsonl']);
    sink.append(numbered(2));
    await sink.flush();
    clock.pass(MINUTE);
    sink.append(numbered(3));
    await sink.close();
    expect(await names()).toEqual(['scalp/20261125_09.0900.2.jsonl', 'scalp/20261125_09.0900.jsonl']);
    expect(await read('scalp/20261125_09.0900.2.jsonl')).toBe('{"number":2}\n{"number":3}\n');
  });

  it('even if records keep coming that are older than everything open', async () => {
    const { open, names } = await bench();
    const sink = await open({ limits: { openSegments: 3 } });
    for (let hour = 0; hour < 10; hour += 1) sink.append(numbered(hour, OPENING - hour * 60 * MINUTE));
    await sink.flush();
    await expect.poll(async () => (await names()).filter((name) => name.endsWith('.open')).length).toBe(3);
  });
});

describe('a jump of the clock', () => {
  it.each([
    ['ahead', 3 * 60 * MINUTE],
    ['back', -3 * 60 * MINUTE],
  ])('%s loses no record, and leaves no file open for longer than a period', async (_, jump) => {
    const { open, names, numbers, clock } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    await sink.flush();
    clock.jump(jump);
    sink.append(numbered(2));
    sink.append(numbered(3, clock.now()));
    await sink.flush();
    clock.pass(5 * MINUTE + 10_000);
    await expect.poll(async () => (await names()).every((name) => name.endsWith('.jsonl'))).toBe(true);
    expect([...(await numbers())].sort()).toEqual([1, 2, 3]);
    expect(await names()).toHaveLength(2);
  });
});

describe('records are written', () => {
  it('together, when the first of them has waited long enough', async () => {
    const { open, clock, numbers, metrics, names } = await bench();
    const sink = await open();
    for (const number of [1, 2, 3]) sink.append(numbered(number));
    clock.pass(49);
    expect(await names()).toEqual([]);
    expect(sink.state()).toMatchObject({ queuedRecords: 3, queuedBytes: 39, oldestQueuedSeconds: 0.049 });
    clock.pass(1);
    expect(await metrics.queue()).toEqual([3, 39, 0.05]);
    await expect.poll(metrics.written).toEqual({ b: 3 });
    expect(await numbers()).toEqual([1, 2, 3]);
    expect(await metrics.bytes()).toEqual({ b: 39 });
    expect(await metrics.lastWrite()).toEqual({ a: OPENING / 1000, b: clock.now() / 1000 });
    expect(sink.state()).toMatchObject({ queuedRecords: 0, queuedBytes: 0, oldestQueuedSeconds: 0 });
  });

  it('at once, when they fill a batch', async () => {
    const { open, metrics } = await bench();
    const sink = await open({ limits: { batchBytes: 13 * 10 } });
    for (let number = 0; number < 10; number += 1) sink.append(numbered(number));
    await expect.poll(metrics.written).toEqual({ b: 10 });
  });

  it('on demand, with flush', async () => {
    const { open, numbers } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    sink.append(numbered(2, OPENING, 'a'));
    await sink.flush();
    expect([...(await numbers())].sort()).toEqual([1, 2]);
    await sink.flush();
  });
});

describe('the queue', () => {
  const limits = { highWaterBytes: 130, maximumBytes: 260, batchBytes: 1_000 };

  it('asks the producer to pause at its high-water mark, and says when to continue', async () => {
    const { open } = await bench();
    const sink = await open({ limits });
    const answers = Array.from({ length: 10 }, (_, number) => sink.append(numbered(number)));
    expect(answers).toEqual([...Array(9).fill(true), false]);
    let isWritable = false;
    const waiting = sink.whenWritable().then(() => {
      isWritable = true;
    });
    await Promise.resolve();
    expect(isWritable).toBe(false);
    await sink.flush();
    await waiting;
    await sink.whenWritable();
  });

  it('refuses records beyond its limit, counts them, and loses none that it had', async () => {
    const { open, metrics, numbers } = await bench();
    const sink = await open({ limits });
    const accepted = [];
    for (let number = 10; number < 40; number += 1) {
      try {
        sink.append(numbered(number));
        accepted.push(number);
      } catch (error) {
        expect(error).toMatchObject({ code: 'sink/full' });
      }
    }
    expect(accepted).toHaveLength(18);
    expect(sink.state().refusedRecords).toBe(12);
    expect(await metrics.refused()).toEqual({ b: 12 });
    await sink.close();
    expect(await numbers()).toEqual(accepted);
  });

  it.each([
    ['a line with a line break', recordOf('b', OPENING, '{}\n{}')],
    ['a time that is none', recordOf('b', Number.NaN, '{}')],
    ['a time before 1970', recordOf('b', -1, '{}')],
    ['a time beyond all calendars', recordOf('b', 1e18, '{}')],
  ])('refuses %s', async (_, record) => {
    const { open, names } = await bench();
    const sink = await open();
    expect(() => sink.append(record)).toThrow(expect.objectContaining({ code: 'sink/invalid-record' }));
    expect(sink.state().queuedRecords).toBe(0);
    await sink.close();
    expect(await names()).toEqual([]);
  });

  it('accepts nothing after the close, and leaves nobody waiting', async () => {
    const { open } = await bench();
    const sink = await open();
    await sink.close();
    await sink.close();
    expect(() => sink.append(numbered(1))).toThrow(expect.objectContaining({ code: 'sink/closed' }));
    await sink.flush();
    await sink.whenWritable();
  });
});

describe('another process', () => {
  it('that removes the whole directory costs its contents, and no later records', async () => {
    const { open, directory, clock, numbers, metrics } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    await sink.flush();
    await rm(directory, { recursive: true });
    // Long enough for the lock to be checked.
    clock.pass(5_000);
    sink.append(numbered(2));
    const flushed = sink.flush();
    await expect.poll(() => sink.state().isFailing).toBe(true);
    clock.pass(1_000);
    await flushed;
    sink.append(numbered(3));
    await sink.flush();
    expect(await numbers()).toEqual([2, 3]);
    expect(await metrics.failures()).toEqual({ 'b other': 1 });
    expect(sink.state()).toMatchObject({ isFailing: false, lastError: { code: 'sink/file-changed' } });
  });

  it('that truncates a file causes no hole: the records continue in another file', async () => {
    const { open, directory, read, clock } = await bench();
    const sink = await open();
    for (const number of [1, 2]) sink.append(numbered(number));
    await sink.flush();
    await truncate(join(directory, 'scalp/20261125_09.0900.jsonl.open'), 0);
    sink.append(numbered(3));
    const flushed = sink.flush();
    await expect.poll(() => sink.state().isFailing).toBe(true);
    clock.pass(1_000);
    await flushed;
    await sink.close();
    expect(await read('scalp/20261125_09.0900.2.jsonl')).toBe('{"number":3}\n');
    expect(await read('scalp/20261125_09.0900.jsonl.open')).toBe('');
  });

  it('that puts a file there finds it unchanged', async () => {
    const { open, directory, read } = await bench();
    const sink = await open();
    await writeFile(join(directory, 'scalp/20261125_09.0900.jsonl'), 'of somebody else');
    sink.append(numbered(1));
    await sink.close();
    expect(await read('scalp/20261125_09.0900.jsonl')).toBe('of somebody else');
    expect(await read('scalp/20261125_09.0900.2.jsonl')).toBe('{"number":1}\n');
  });

  it('that removes the folder during a write does not block the close', async () => {
    const { open, directory } = await bench();
    const sink = await open();
    sink.append(numbered(1));
    await sink.flush();
    await rename(join(directory, 'scalp'), join(directory, 'elsewhere'));
    await sink.close();
    expect(await readFile(join(directory, 'elsewhere/20261125_09.0900.jsonl.open'), 'utf8')).toBe(
      '{"number":1}\n',
    );
  });
});
