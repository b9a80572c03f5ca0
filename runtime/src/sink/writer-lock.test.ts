import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseAfterwards } from 'test-support/release';
import { describe, expect, it } from 'vitest';
import type { Processes } from '../lease/owner.ts';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { openLocked } from './open.ts';
import type { JsonlSink } from './sink.ts';
import { type Bench, bench, numbered, OPENING } from './testing/setup.ts';
import { lockDirectory } from './writer-lock.ts';

/** A process of another container, whose state cannot be seen. */
const elsewhere: Processes = { bootId: '', pidNamespace: '', startTimeOf: () => undefined };

async function openElsewhere({ directory, metrics }: Bench, clock: TestClock): Promise<JsonlSink> {
  const sink = await openLocked({ directory, clock, log: silentLog, observer: metrics.observer }, (options) =>
    lockDirectory({ ...options, processes: elsewhere }),
  );
  releaseAfterwards(() => sink.close().catch(() => undefined));
  return sink;
}

describe('a directory has one writer', () => {
  it('and refuses a second one on the same node at once', async () => {
    const { open, clock } = await bench();
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'sink/locked' });
    expect(clock.slept).toEqual([]);
  });

  it('and refuses a second one elsewhere once the first has sent a heartbeat', async () => {
    const own = await bench();
    const { open, directory, clock } = own;
    const first = await open();
    await expect(openElsewhere(own, clock)).rejects.toMatchObject({
      code: 'sink/locked',
      message: `Another process is writing to ${directory}`,
    });
    expect(first.append(numbered(1))).toBe(true);
    await first.close();
    await (await open()).close();
  });

  it('and one that was suspended for too long writes nothing more and says so', async () => {
    const own = await bench();
    const { open, numbers, clock } = own;
    // Its heartbeat stops while time passes for the others.
    const stopped = new TestClock(OPENING);
    const first = await open({ clock: stopped });
    first.append(numbered(1));
    await first.flush();
    const second = await openElsewhere(own, clock);
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

  it('and must be a directory', async () => {
    const { open, directory } = await bench();
    await writeFile(directory, '');
    await expect(open()).rejects.toMatchObject({ code: 'sink/unavailable' });
    await expect(open({ directory: join(directory, 'below') })).rejects.toMatchObject({
      code: 'sink/unavailable',
    });
  });
});
