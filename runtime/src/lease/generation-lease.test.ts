import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../testing/clock.ts';
import { GenerationLeases, type LeaseOptions } from './generation-lease.ts';
import { nameOf } from './generations.ts';
import type { Processes } from './owner.ts';

const TTL = 30_000;

/** No process is provably dead. */
const unknown: Processes = { bootId: '', pidNamespace: '', startTimeOf: () => undefined };

async function setup(processes: Processes = unknown) {
  const clock = new TestClock();
  const base = await temporaryDirectory();
  const directory = join(base, 'leases');
  const target = join(base, 'target');
  const options = { directory, clock, ttl: TTL, directoryMode: 0o700, fileMode: 0o600, processes };
  /** The leases as another process sees them. */
  const process = (changes: Partial<LeaseOptions> = {}) => {
    const leases = new GenerationLeases({ ...options, ...changes });
    return { tryAcquire: (floor = 0) => leases.tryAcquire(async () => floor) };
  };
  const taken = async (from = process()) => {
    const lease = await from.tryAcquire();
    if (lease === undefined) throw new Error('the lease is held');
    return lease;
  };
  const content = () => readFile(target, 'utf8');
  return { clock, directory, target, process, taken, content };
}

describe('a lease', () => {
  it('has one holder, and a higher generation each time', async () => {
    const { process, taken } = await setup();
    const first = await taken();
    expect(await process().tryAcquire()).toBeUndefined();
    await first.release();
    await first.release();
    const second = await taken();
    expect([first.generation, second.generation]).toEqual([1, 2]);
  });

  it('continues from the stored generation if its directory was removed', async () => {
    const { process, directory } = await setup();
    expect((await process().tryAcquire(41))?.generation).toBe(42);
    await rm(directory, { recursive: true });
    expect((await process().tryAcquire(42))?.generation).toBe(43);
  });

  it('is granted to one of many that request it at once', async () => {
    const { process } = await setup();
    const won = await Promise.all(Array.from({ length: 12 }, () => process().tryAcquire()));
    expect(won.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it("of a holder without a heartbeat is free after its lifetime, by the waiter's clock", async () => {
    const { clock, process, directory, taken } = await setup();
    const holder = await taken(process({ clock: new TestClock() }));
    const waiter = process();
    expect(await waiter.tryAcquire()).toBeUndefined();
    // Neither this wall clock nor the age of the file counts.
    clock.jump(100 * TTL);
    await utimes(join(directory, nameOf(holder.generation)), 0, 0);
    expect(await waiter.tryAcquire()).toBeUndefined();
    clock.pass(TTL - 1);
    expect(await waiter.tryAcquire()).toBeUndefined();
    clock.pass(1);
    expect((await waiter.tryAcquire())?.generation).toBe(2);
  });

  it('is kept while its holder sends heartbeats', async () => {
    const { clock, process, taken, directory } = await setup();
    const holder = await taken();
    const waiter = process();
    const claim = join(directory, nameOf(holder.generation));
    for (let beat = 0; beat < 20; beat += 1) {
      clock.pass(TTL / 4);
      // The holder sends heartbeats by itself; this makes sure that one was sent before anybody looks.
      await utimes(claim, beat, beat);
      expect(await waiter.tryAcquire()).toBeUndefined();
    }
  });

  it.each([
    ['of a process that is not there any more', undefined, true],
    ['of a process whose number another one has now', 'later', true],
    ['of a process that lives', 'start', false],
  ])('is judged by its start time: %s', async (_, startTime, isFree) => {
    const system = (startTimeOf: string | undefined): Processes => ({
      bootId: 'boot',
      pidNamespace: 'pid:[1]',
      startTimeOf: () => startTimeOf,
    });
    const { process, taken } = await setup();
    await taken(process({ processes: system('start') }));
    expect((await process({ processes: system(startTime) }).tryAcquire()) !== undefined).toBe(isFree);
  });

  it('of another boot or container is not judged by its process number', async () => {
    const owner: Processes = { bootId: 'boot', pidNamespace: 'pid:[1]', startTimeOf: () => 'start' };
    const gone = { startTimeOf: () => undefined };
    const { process, taken } = await setup();
    await taken(process({ processes: owner }));
    expect(await process({ processes: { ...owner, ...gone, bootId: 'next' } }).tryAcquire()).toBeUndefined();
    expect(
      await process({ processes: { ...owner, ...gone, pidNamespace: 'pid:[2]' } }).tryAcquire(),
    ).toBeUndefined();
  });

  it('sweeps the remains of killed processes, except recent ones', async () => {
    const { directory, taken } = await setup();
    await mkdir(directory);
    await writeFile(join(directory, 't-old-1'), '');
    await utimes(join(directory, 't-old-1'), 1, 1);
    await writeFile(join(directory, 't-young-1'), '');
    await writeFile(join(directory, 'c000000000000-x'), '');
    for (let round = 0; round < 3; round += 1) await (await taken()).release();
    expect((await readdir(directory)).sort()).toEqual([
      'c000000000000-x',
      'g000000000003',
      'g000000000003.done',
      't-young-1',
    ]);
  });
});

describe('a holder after another one has taken over', () => {
  it('can no longer replace a file', async () => {
    const { clock, process, taken, target, content } = await setup();
    const stopped = await taken(process({ clock: new TestClock() }));
    const waiter = process();
    await waiter.tryAcquire();
    clock.pass(TTL);
    await (await taken(waiter)).replace(target, 'of the successor');
    await expect(stopped.replace(target, 'too late')).rejects.toMatchObject({ code: 'lease/overtaken' });
    expect(await content()).toBe('of the successor');
    await stopped.release();
    expect(await waiter.tryAcquire()).toBeUndefined();
  });

  it('cannot replace a file even if it was suspended between its last look and the rename', async () => {
    const { clock, process, taken, target, content } = await setup();
    const waiter = process();
    const stopped = await taken(
      process({
        clock: new TestClock(),
        rename: {
          rename: async (from, to) => {
            // It is suspended here, and another process takes the lease.
            await waiter.tryAcquire();
            clock.pass(TTL);
            await (await taken(waiter)).replace(target, 'of the successor');
            await rename(from, to);
          },
        },
      }),
    );
    await expect(stopped.replace(target, 'too late')).rejects.toMatchObject({ code: 'lease/overtaken' });
    expect(await content()).toBe('of the successor');
  });

  it('leaves no staged file behind', async () => {
    const { directory, process, taken, target } = await setup();
    const rename = async () => {
      throw Object.assign(new Error('disk'), { code: 'ENOSPC' });
    };
    const lease = await taken(process({ rename: { rename } }));
    await expect(lease.replace(target, 'text')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(directory)).toEqual([nameOf(1)]);
    expect(existsSync(target)).toBe(false);
  });
});

describe('a foreign file among the leases', () => {
  it.each([
    ['far ahead', 'g999999999999'],
    ['as far ahead as counts', 'g001000000000'],
    ['a little less far', 'g000999999999'],
  ])('blocks nobody for good if it is %s', async (_, name) => {
    const { clock, process, directory, taken } = await setup();
    const holder = await taken();
    await holder.release();
    await writeFile(join(directory, name), 'nobody');
    const waiter = process();
    const generations: number[] = [];
    for (let look = 0; look < 8; look += 1) {
      const lease = await waiter.tryAcquire();
      if (lease !== undefined) {
        expect(await lease.isLatest()).toBe(true);
        generations.push(lease.generation);
        await lease.release();
      }
      clock.pass(TTL);
    }
    expect(generations.length).toBeGreaterThanOrEqual(4);
    // The one that was too far ahead is gone, and numbering continues from the stored generation.
    expect(generations.at(-1)).toBeLessThan(10);
  });

  it('takes the lease from its holder if it is ahead, and from nobody if it is too far ahead', async () => {
    const { directory, taken } = await setup();
    const holder = await taken();
    await writeFile(join(directory, 'g999999999999'), '');
    expect(await holder.isLatest()).toBe(true);
    await writeFile(join(directory, nameOf(2)), '');
    expect(await holder.isLatest()).toBe(false);
  });

  it('does not block if it is a named pipe, which has no heartbeat', async () => {
    const { clock, process, directory, taken } = await setup();
    await (await taken()).release();
    await run('mkfifo', [join(directory, nameOf(2))]);
    const waiter = process();
    expect(await waiter.tryAcquire()).toBeUndefined();
    clock.pass(TTL);
    expect((await waiter.tryAcquire())?.generation).toBe(3);
  });

  it('is refused if it is a link in place of the directory', async () => {
    const { process, directory } = await setup();
    await symlink(await temporaryDirectory(), directory);
    await expect(process().tryAcquire()).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
