import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../testing/clock.ts';
import { bench, numbered, OPENING } from './testing/setup.ts';

describe('a directory has one writer', () => {
  it('and a second one is told so', async () => {
    const { open, directory } = await bench();
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      code: 'sink/locked',
      message: `Another process writes to ${directory}, and it is alive`,
    });
    expect(first.append(numbered(1))).toBe(true);
    await first.close();
    await (await open()).close();
  });

  it('who is overtaken, because it was stopped for too long, writes nothing more and says so', async () => {
    const { open, numbers, clock } = await bench();
    // Its heart does not beat while the others' time passes.
    const stopped = new TestClock(OPENING);
    const first = await open({ clock: stopped });
    first.append(numbered(1));
    await first.flush();
    const second = await open();
    second.append(numbered(2));
    await second.flush();
    first.append(numbered(3));
    const outcome = expect(first.flush()).resolves.toBeUndefined();
    await outcome;
    first.append(numbered(4));
    stopped.pass(15_000);
    await expect.poll(() => first.state().isFailing).toBe(true);
    expect(() => first.append(numbered(5))).toThrow(expect.objectContaining({ code: 'sink/overtaken' }));
    await expect(first.flush()).rejects.toMatchObject({ code: 'sink/overtaken' });
    await first.whenWritable();
    await expect(first.close()).rejects.toMatchObject({ code: 'sink/unwritten' });
    second.append(numbered(6));
    await second.close();
    expect(clock.slept.length).toBeGreaterThan(10);
    expect(await numbers()).not.toContain(4);
    expect(await numbers()).toEqual(expect.arrayContaining([1, 2, 6]));
  });

  it('and a directory that is none is told', async () => {
    const { open, directory } = await bench();
    await writeFile(directory, '');
    await expect(open()).rejects.toMatchObject({ code: 'sink/unavailable' });
    await expect(open({ directory: join(directory, 'below') })).rejects.toMatchObject({
      code: 'sink/unavailable',
    });
  });
});
