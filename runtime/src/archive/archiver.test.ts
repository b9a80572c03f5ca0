import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from 'test-support/run';
import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { TestClock } from '../testing/clock.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { archiveMetrics } from './metrics.ts';
import { bench, EVENING, interrupt, killAt } from './testing/setup.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** From one run to the next. */
const QUARTER = 900_000;

describe('completed files', () => {
  it('become one archive per hour of track b, which unpacks to the file of the original collector', async () => {
    const { put, start, sources, archives, unpacked } = await bench();
    await put('scalp/20261125_09.0905.jsonl', '{"n":3}\n');
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await put('scalp/20261125_09.0900.2.jsonl', '{"n":2}\n');
    await put('scalp/20261125_10.1000.jsonl', '{"n":4}\n');
    const report = await start().runNow();
    expect(report).toEqual({
      outcome: 'done',
      archived: ['20261125_09.jsonl.gz', '20261125_10.jsonl.gz'],
      removed: [],
      failures: [],
    });
    expect(await archives()).toEqual([
      'last-success',
      'scalp/20261125_09.jsonl.gz',
      'scalp/20261125_09.jsonl.gz.sha256',
      'scalp/20261125_10.jsonl.gz',
      'scalp/20261125_10.jsonl.gz.sha256',
    ]);
    expect(await unpacked('scalp/20261125_09.jsonl.gz')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(await sources()).toEqual([]);
  });

  it('become one archive per day of track a, once the day is over in Korea', async () => {
    const { put, start, archives, clock, unpacked } = await bench();
    await put('swing/20261125.0900.jsonl', '{"n":1}\n');
    await put('swing/20261125.1530.jsonl', '{"n":2}\n');
    const archiver = start();
    expect((await archiver.runNow()).archived).toEqual([]);
    clock.jump(6 * HOUR + 9 * 60_000);
    expect((await archiver.runNow()).archived).toEqual([]);
    clock.jump(60_000);
    expect((await archiver.runNow()).archived).toEqual(['20261125.jsonl.gz']);
    expect(await archives()).toContain('swing/20261125.jsonl.gz');
    expect(await unpacked('swing/20261125.jsonl.gz')).toBe('{"n":1}\n{"n":2}\n');
  });

  it('pass sha256sum', async () => {
    const { put, start, archive } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await start().runNow();
    const folder = join(archive, 'scalp');
    const check = () => run('sha256sum', ['-c', '--strict', '20261125_09.jsonl.gz.sha256'], { cwd: folder });
    expect(await check()).toMatchObject({ code: 0, stdout: '20261125_09.jsonl.gz: OK\n' });
    await writeFile(join(folder, '20261125_09.jsonl.gz'), 'of somebody else');
    expect((await check()).code).toBe(1);
  });

  it('of any size are packed and verified, including empty ones and the last byte', async () => {
    const { put, start, unpacked, sources } = await bench();
    const texts = ['', `${'{"n":1}\n'.repeat(100_000)}`, '', '{"n":2}\n', ''];
    for (const [index, text] of texts.entries()) await put(`scalp/20261125_09.09${index}0.jsonl`, text);
    expect((await start().runNow()).outcome).toBe('done');
    expect((await unpacked('scalp/20261125_09.jsonl.gz')) === texts.join('')).toBe(true);
    expect(await sources()).toEqual([]);
  });
});

describe('what stays where it is', () => {
  it.each([
    [
      'an hour of which a file is open',
      ['scalp/20261125_16.1600.jsonl', 'scalp/20261125_16.1605.jsonl.open'],
    ],
    ['an hour that has just ended', ['scalp/20261125_17.1755.jsonl']],
    ['an hour to come', ['scalp/20261125_19.1900.jsonl']],
    ['what was put aside', ['scalp/20261125_09.0900.jsonl.torn-1']],
    ['files of others', ['scalp/20261125_09.jsonl', 'scalp/notes.txt', 'universe/20261125.0900.jsonl']],
    ['a time that does not exist', ['scalp/20261325_99.0900.jsonl']],
  ])('%s', async (_, names) => {
    const { put, start, sources } = await bench();
    for (const name of names) await put(name, '{"n":1}\n');
    expect(await start().runNow()).toMatchObject({ outcome: 'done', archived: [] });
    expect(await sources()).toEqual([...names].sort());
  });
});

describe('a file that was never completed', () => {
  it('keeps its hour from being archived, and the run does not count as a success', async () => {
    const { put, start, sources, measured } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await put('scalp/20261125_09.0905.jsonl.open', '{"n":2}\n');
    await put('scalp/20261125_10.1000.jsonl', '{"n":3}\n');
    const report = await start().runNow();
    expect(report).toMatchObject({ outcome: 'incomplete', archived: ['20261125_10.jsonl.gz'] });
    expect(report.failures).toMatchObject([
      { what: 'track b, 20261125_09', error: { code: 'archive/open' } },
    ]);
    expect(await sources()).toEqual(['scalp/20261125_09.0900.jsonl', 'scalp/20261125_09.0905.jsonl.open']);
    expect(await measured()).toMatchObject({ failures: 1, lastSuccess: 0 });
  });
});

describe('late records', () => {
  it('get an archive of their own, and the first one is not changed', async () => {
    const { put, start, archives, unpacked, archive } = await bench();
    const archiver = start();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await archiver.runNow();
    await archiver.runNow();
    const before = await readFile(join(archive, 'scalp/20261125_09.jsonl.gz'));
    // The sink reuses the name: it does not know what was archived.
    await put('scalp/20261125_09.0900.jsonl', '{"n":2}\n');
    await archiver.runNow();
    expect(await unpacked('scalp/20261125_09.2.jsonl.gz')).toBe('{"n":2}\n');
    expect(await readFile(join(archive, 'scalp/20261125_09.jsonl.gz'))).toEqual(before);
    expect((await archives()).filter((name) => name.endsWith('.gz'))).toHaveLength(2);
  });
});

describe('an archiver that is killed', () => {
  it('at any step loses nothing, and the next one finishes its work once', async () => {
    const total = await stepsOfARun();
    expect(total).toBeGreaterThan(30);
    for (let step = 1; step <= total; step += 1) {
      const own = await prepared();
      const { end } = killAt(step);
      const killed = own.start();
      await killed.runNow();
      await killed.close();
      end();
      expect(await whereabouts(own), `killed at step ${step}`).toEqual(ALL);

      expect((await own.start().runNow()).outcome).toBe('done');
      expect(await own.sources()).toEqual([]);
      const names = await own.archives();
      expect(names.filter((name) => name.endsWith('.partial'))).toEqual([]);
      const archives = names.filter((name) => name.endsWith('.gz'));
      expect(names).toEqual(expect.arrayContaining(archives.map((name) => `${name}.sha256`)));
      const texts = await Promise.all(archives.map((name) => own.unpacked(name)));
      expect(texts.join('').split('\n').filter(Boolean).sort(), `killed at step ${step}`).toEqual(ALL);
    }
  });
});

const ALL = ['{"n":1}', '{"n":2}', '{"n":3}'];

async function prepared() {
  const own = await bench();
  await own.put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
  await own.put('scalp/20261125_09.0905.jsonl', '{"n":2}\n');
  await own.put('swing/20261124.0900.jsonl', '{"n":3}\n');
  return own;
}

async function stepsOfARun(): Promise<number> {
  const { start } = await prepared();
  const { calls, end } = killAt(Number.POSITIVE_INFINITY);
  await start().runNow();
  end();
  return calls();
}

/** All lines in sources or in archives with matching checksums, each once. */
async function whereabouts(own: Awaited<ReturnType<typeof bench>>): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of await own.sources()) {
    for (const line of (await readFile(join(own.source, name), 'utf8')).split('\n')) found.add(line);
  }
  for (const name of (await own.archives()).filter((file) => file.endsWith('.gz'))) {
    const checked = await run('sha256sum', ['-c', `${name.slice(6)}.sha256`], {
      cwd: join(own.archive, name, '..'),
    });
    expect(checked.code).toBe(0);
    for (const line of (await own.unpacked(name)).split('\n')) found.add(line);
  }
  found.delete('');
  return [...found].sort();
}

describe('an archive that does not match what was packed', () => {
  it.each([
    ['has another bit', (bytes: Buffer) => bytes.fill((bytes[40] ?? 0) ^ 1, 40, 41)],
    ['is too short', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['is one of something else', () => gzipSync('{"n":2}\n')],
    ['is one of more', (bytes: Buffer) => Buffer.concat([bytes, gzipSync('{"n":2}\n')])],
  ])('because it %s on disk is discarded, and the sources stay', async (_, injectFault) => {
    const { put, start, sources, archives, measured } = await bench();
    await put('scalp/20261125_09.0900.jsonl', randomText(2_000));
    await put('scalp/20261125_09.0905.jsonl', '{"n":1}\n');
    interrupt(({ sync }) => ({
      sync: async (path) => {
        await sync(path);
        if (path.endsWith('.gz.partial')) await writeFile(path, injectFault(await readFile(path)));
      },
    }));
    const report = await start().runNow();
    expect(report).toMatchObject({ outcome: 'incomplete', archived: [] });
    expect(report.failures).toMatchObject([{ error: { code: 'archive/unverified' } }]);
    expect(await sources()).toHaveLength(2);
    expect((await archives()).filter((name) => name.endsWith('.gz'))).toEqual([]);
    expect(await measured()).toMatchObject({ failures: 1, lastSuccess: 0 });
  });

  it('later does not count: its contents are packed again', async () => {
    const { put, start, archive, unpacked } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    const archiver = start();
    await archiver.runNow();
    await writeFile(join(archive, 'scalp/20261125_09.jsonl.gz'), 'spoiled');
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await archiver.runNow();
    expect(await unpacked('scalp/20261125_09.2.jsonl.gz')).toBe('{"n":1}\n');
  });
});

describe('a full volume', () => {
  it('changes nothing and is reported; once there is space, the archive is made', async () => {
    const place = await smallDisk();
    const { put, start, sources, measured, clock } = await bench(join(place, 'archive'));
    await put('scalp/20261125_09.0900.jsonl', randomText(400_000));
    const archiver = start();
    await writeFile(join(place, 'filler'), Buffer.alloc(2 ** 20)).catch(() => undefined);
    const report = await archiver.runNow();
    const again = report.outcome === 'incomplete' ? report : await archiver.runNow();
    expect(again).toMatchObject({ outcome: 'incomplete', archived: [] });
    expect(await sources()).toEqual(['scalp/20261125_09.0900.jsonl']);
    const { failures, lastSuccess } = await measured();
    expect(failures).toBeGreaterThan(0);
    expect(lastSuccess).toBe(0);
    await rm(join(place, 'filler'));
    clock.pass(QUARTER);
    await expect.poll(sources).toEqual([]);
    await expect.poll(measured).toMatchObject({ lastSuccess: EVENING + QUARTER });
  });
});

/** Text that gzip cannot compress much. */
function randomText(length: number): string {
  return Array.from({ length }, () => Math.floor(Math.random() * 36).toString(36)).join('');
}

describe('one archiver at a time', () => {
  it('runs; the other one reports that it is busy, and continues after it', async () => {
    const { put, start, sources } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHeld = false;
    interrupt(({ sync }) => ({
      sync: async (path) => {
        isHeld = true;
        await held;
        await sync(path);
      },
    }));
    const slow = start();
    await expect.poll(() => isHeld).toBe(true);
    const other = start();
    expect(await other.runNow()).toMatchObject({ outcome: 'busy', archived: [] });
    release();
    expect(await slow.runNow()).toMatchObject({ outcome: 'done', archived: ['20261125_09.jsonl.gz'] });
    expect(await other.runNow()).toMatchObject({ outcome: 'done', archived: [] });
    expect(await sources()).toEqual([]);
  });

  it.each([
    // Its successor has swept what it was writing.
    ['before its archive was made', 'sync', 'ENOENT'],
    ['after it', 'rename', 'archive/overtaken'],
  ] as const)(
    'that was suspended %s, while another one took over, removes nothing',
    async (_, operation, code) => {
      const { put, start, sources, clock, archive } = await bench();
      await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
      const other = start({ clock, source: join(archive, 'none') });
      await other.runNow();
      let hasWaited = false;
      const overtake = async (path: string) => {
        if (hasWaited || !path.endsWith('.gz.partial')) return;
        hasWaited = true;
        await other.runNow();
        clock.pass(60_000);
        expect((await other.runNow()).outcome).toBe('done');
      };
      interrupt(({ sync, rename }) => ({
        sync: async (path) => {
          await sync(path);
          if (operation === 'sync') await overtake(path);
        },
        rename: async (from, to) => {
          await rename(from, to);
          if (operation === 'rename') await overtake(from);
        },
      }));
      // Its heartbeat has stopped.
      const report = await start({ clock: new TestClock(EVENING) }).runNow();
      expect(report.failures).toMatchObject([{ error: { code } }]);
      expect(hasWaited).toBe(true);
      expect(await sources()).toEqual(['scalp/20261125_09.0900.jsonl']);
    },
  );
});

describe('closing', () => {
  it('ends a run before it removes anything else, which is not a failure', async () => {
    const { put, start, sources, measured } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    await put('scalp/20261125_10.1000.jsonl', '{"n":2}\n');
    let closing: Promise<void> | undefined;
    interrupt(({ sync }) => ({
      sync: async (path) => {
        closing ??= archiver.close();
        await sync(path);
      },
    }));
    const archiver = start();
    expect(await archiver.runNow()).toMatchObject({ outcome: 'incomplete', archived: [] });
    await closing;
    expect(await sources()).toHaveLength(2);
    expect(await measured()).toMatchObject({ failures: 0, lastSuccess: 0 });
  });
});

describe('metrics survive a restart', () => {
  it('using the time of the last run that left nothing behind', async () => {
    const { put, start, measured, clock } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    const first = start();
    await first.runNow();
    await first.close();
    const { bytes, lastSuccess } = await measured();
    expect(bytes).toBeGreaterThan(20);
    expect(lastSuccess).toBe(EVENING);
    clock.jump(3 * DAY);
    // The next process cannot do its work, and still reports its predecessor's success.
    await put('scalp/20261126_09.0900.jsonl', '{"n":1}\n');
    interrupt(() => ({
      writer: () => {
        throw Object.assign(new Error('read-only'), { code: 'EROFS' });
      },
    }));
    const { archived } = await start().runNow();
    expect(archived).toEqual([]);
    expect(await measured()).toEqual({ bytes, lastSuccess, failures: 1 });
  });

  it('using the time of the newest archive if that file is missing', async () => {
    const { put, start, measured, archive } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    const first = start();
    await first.runNow();
    await first.close();
    await rm(join(archive, 'last-success'));
    // The next process cannot take the lock, and still reports what it found.
    await rm(join(archive, '.archiver'), { recursive: true });
    await writeFile(join(archive, '.archiver'), '');
    await start().runNow();
    expect(Math.abs((await measured()).lastSuccess - Date.now())).toBeLessThan(60_000);
  });

  it('a run with nothing to do is a success; otherwise each weekend would look like a failed backup', async () => {
    const { start, measured, clock } = await bench();
    const archiver = start();
    await archiver.runNow();
    clock.pass(QUARTER);
    await expect.poll(measured).toMatchObject({ lastSuccess: EVENING + QUARTER });
    await archiver.close();
    clock.pass(QUARTER);
    await archiver.close();
    expect(await measured()).toMatchObject({ lastSuccess: EVENING + QUARTER });
  });
});

it.each([true, false])('the metrics say whether there is an archive: %s', async (isConfigured) => {
  const instruments = new Instruments();
  archiveMetrics(instruments, isConfigured);
  expect(await samplesOf(instruments)).toContain(`observer_backup_configured ${Number(isConfigured)}`);
});
