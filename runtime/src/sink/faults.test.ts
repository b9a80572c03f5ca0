import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Track } from '../record.ts';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { openLocked } from './open.ts';
import type { Durability } from './settings.ts';
import type { JsonlSink } from './sink.ts';
import { type Fault, MemoryDisk } from './testing/memory-disk.ts';
import { numbered, numbersIn, OPENING, sinkInstruments } from './testing/setup.ts';

const lock = { verify: async () => undefined, release: async () => undefined };
const MINUTE = 60_000;

function bench(disk = new MemoryDisk(), wall = OPENING) {
  const clock = new TestClock(wall);
  const metrics = sinkInstruments();
  const { observer } = metrics;
  const open = (durability: Durability = 'batch') =>
    openLocked(
      {
        ...{ directory: '/data', clock, log: silentLog, observer, fileSystem: disk, durability },
        limits: { batchBytes: 60, highWaterBytes: 600, maximumBytes: 1_200, closeMilliseconds: 60_000 },
      },
      async () => lock,
    );
  return { disk, clock, metrics, open };
}

const isTorn = (path: string) => path.includes('.torn-');
const isData = (path: string) => !isTorn(path);

/** All numbers by track and period, in the order of segments and lines. Throws on a torn line. */
function contents(disk: MemoryDisk): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const files = [...disk.files()].filter(([path]) => isData(path));
  const number = (path: string) => Number(/\.(\d+)\.jsonl/.exec(path.replace(/\.\d{4}/, ''))?.[1] ?? 1);
  for (const [path, text] of files.sort(([one], [other]) => number(one) - number(other))) {
    const stem = path.slice(0, path.indexOf('.') + 5);
    found.set(stem, [...(found.get(stem) ?? []), ...numbersIn(text)]);
  }
  return found;
}

type Step =
  | { readonly kind: 'append'; readonly count: number; readonly track: Track; readonly minutes: number }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'flush' };

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 30 }),
      track: fc.constantFrom<Track>('a', 'b'),
      minutes: fc.constantFrom(0, 0, 0, 4, 5, -7, 61),
    }),
    fc.record({
      kind: fc.constant('pass' as const),
      milliseconds: fc.constantFrom(50, 50, 200, 6_000, 400_000),
    }),
    fc.constant({ kind: 'flush' as const }),
  ),
  { minLength: 1, maxLength: 30 },
);

const codes = ['ENOSPC', 'EIO', 'EROFS', 'EAGAIN', 'EMFILE', 'EACCES', 'EBADF', 'EDQUOT', 'short'];
const faults = fc.array(
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom<Fault>(...codes)),
  { maxLength: 300 },
);

/** Executes the steps and records what was accepted and what was acknowledged. */
function player(sink: JsonlSink, clock: TestClock) {
  const accepted: { readonly number: number; readonly key: string }[] = [];
  const acknowledged = new Set<number>();
  let next = 0;
  const play = async (step: Step) => {
    if (step.kind === 'append') {
      for (let count = 0; count < step.count; count += 1) {
        const at = clock.now() + step.minutes * MINUTE;
        try {
          sink.append(numbered(next, at, step.track));
          accepted.push({ number: next, key: `${step.track} ${Math.floor(at / (5 * MINUTE))}` });
        } catch (error) {
          expect(error).toMatchObject({ code: 'sink/full' });
        }
        next += 1;
      }
    } else if (step.kind === 'flush') {
      const before = accepted.map(({ number }) => number);
      sink.flush().then(
        () => {
          for (const number of before) acknowledged.add(number);
        },
        () => undefined,
      );
    } else clock.pass(step.milliseconds);
    await turn();
  };
  return { accepted, acknowledged, play };
}

describe('whatever fails', () => {
  it('every accepted record is finally in its file once and in order, and no line is torn', async () => {
    const durabilities = fc.constantFrom<Durability>('batch', 'interval', 'none');
    await fc.assert(
      fc.asyncProperty(steps, faults, durabilities, async (script, plan, durability) => {
        const { disk, clock, metrics, open } = bench();
        const sink = await open(durability);
        const remaining = [...plan];
        disk.fault = () => remaining.shift();
        const { accepted, play } = player(sink, clock);
        for (const step of script) await play(step);
        remaining.length = 0;
        await sink.close();

        const expected = new Map<string, number[]>();
        for (const { number, key } of accepted) expected.set(key, [...(expected.get(key) ?? []), number]);
        const found = [...contents(disk).values()];
        expect(found.sort(byFirst)).toEqual([...expected.values()].sort(byFirst));
        const { a = 0, b = 0 } = await metrics.written();
        expect(a + b).toBe(accepted.length);
        expect([...disk.files().keys()].filter((path) => !path.endsWith('.jsonl'))).toEqual([]);
        expect(sink.state()).toMatchObject({ queuedRecords: 0, queuedBytes: 0, oldestQueuedSeconds: 0 });
      }),
      {
        numRuns: 300,
        // A segment that could not be created when the next one of its period could: its records once came
        // after.
        examples: [
          [
            [
              { kind: 'append', count: 1, track: 'a', minutes: 5 },
              { kind: 'pass', milliseconds: 400_000 },
              { kind: 'append', count: 1, track: 'a', minutes: 0 },
              { kind: 'pass', milliseconds: 50 },
            ],
            ['ENOSPC'],
            'batch',
          ],
        ],
      },
    );
  });

  it.each(['batch', 'interval'] as const)(
    'what was acknowledged with durability %s is there once after a power failure, and no line is torn',
    async (durability) => {
      await fc.assert(
        fc.asyncProperty(steps, faults, fc.infiniteStream(fc.boolean()), async (script, plan, written) => {
          const { disk, clock, open } = bench();
          const sink = await open(durability);
          const remaining = [...plan];
          disk.fault = () => remaining.shift();
          const { acknowledged, play } = player(sink, clock);
          for (const step of script) await play(step);
          const known = new Set(acknowledged);
          // The process ends in the middle of a write, so nothing more reaches the disk.
          disk.fault = () => 'EIO';
          await turn();
          disk.losePower(() => written.next().value === true);
          disk.fault = () => undefined;
          await (await bench(disk, clock.now()).open()).close();
          const numbers = [...contents(disk).values()].flat();
          expect(new Set(numbers).size).toBe(numbers.length);
          expect([...known].filter((number) => !numbers.includes(number))).toEqual([]);
          expect([...disk.files().keys()].filter((path) => path.endsWith('.open'))).toEqual([]);
        }),
        { numRuns: 150 },
      );
    },
  );
});

const byFirst = ([one = 0]: readonly number[], [other = 0]: readonly number[]) => one - other;

describe('a write that fails', () => {
  it.each([
    ['ENOSPC', 'b no_space'],
    ['EDQUOT', 'b no_space'],
    ['EROFS', 'b read_only'],
    ['EIO', 'b other'],
  ])('with %s counts as %s, and is reported until it succeeds', async (code, counted) => {
    const { disk, clock, metrics, open } = bench();
    const sink = await open();
    disk.fault = (operation) => (operation === 'write' ? code : undefined);
    sink.append(numbered(1));
    clock.pass(50);
    await turn();
    expect(await metrics.failures()).toEqual({ [counted]: 1 });
    expect(sink.state()).toMatchObject({ isFailing: true, queuedRecords: 1, lastError: { code } });
    disk.fault = () => undefined;
    clock.pass(100);
    await turn();
    expect(sink.state()).toMatchObject({ isFailing: false, queuedRecords: 0, lastError: { code } });
    await sink.close();
  });

  it('is retried less and less often', async () => {
    const { disk, clock, metrics, open } = bench();
    const sink = await open();
    disk.fault = (operation) => (operation === 'write' ? 'ENOSPC' : undefined);
    sink.append(numbered(1));
    const pass = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 50) {
        clock.pass(50);
        await turn();
      }
      return (await metrics.failures())['b no_space'];
    };
    expect(await pass(1_000)).toBe(4);
    expect(await pass(10_000)).toBe(7);
    expect(await pass(60_000)).toBe(19);
    disk.fault = () => undefined;
    await sink.close();
  });

  it('leaves no half line behind, even before the retry', async () => {
    const { disk, clock, open } = bench();
    const sink = await open();
    const plan: Fault[] = ['short', 'ENOSPC'];
    disk.fault = (operation) => (operation === 'write' ? plan.shift() : undefined);
    sink.append(numbered(1));
    clock.pass(50);
    await turn();
    expect([...disk.files().values()]).toEqual(['']);
    await sink.close();
    expect([...disk.files().values()]).toEqual(['{"number":1}\n']);
  });

  it('on one track does not block the other', async () => {
    const { disk, clock, metrics, open } = bench();
    const sink = await open();
    sink.append(numbered(1, OPENING, 'a'));
    sink.append(numbered(2, OPENING, 'b'));
    let creations = 0;
    disk.fault = (operation) => {
      if (operation !== 'create') return undefined;
      creations += 1;
      return creations === 1 ? 'EACCES' : undefined;
    };
    clock.pass(50);
    await turn();
    expect(await metrics.written()).toEqual({ b: 1 });
    await sink.close();
    expect(await metrics.written()).toEqual({ a: 1, b: 1 });
  });

  it('loses exactly the reported records if it lasts until the close gives up', async () => {
    const { disk, open } = bench();
    const sink = await open();
    disk.fault = (operation) => (operation === 'sync' ? 'EIO' : undefined);
    sink.append(numbered(1));
    const flushed = sink.flush();
    const outcome = expect(flushed).rejects.toMatchObject({ code: 'sink/unwritten' });
    await expect(sink.close()).rejects.toMatchObject({
      code: 'sink/unwritten',
      message: '1 records could not be written',
    });
    await outcome;
    await expect(sink.flush()).rejects.toMatchObject({ code: 'sink/closed' });
  });
});

describe('durability', () => {
  const syncs = async (durability: Durability) => {
    const { disk, clock, open } = bench();
    const counted: string[] = [];
    disk.fault = (operation) => {
      if (operation.startsWith('sync')) counted.push(operation);
      return undefined;
    };
    const sink = await open(durability);
    counted.length = 0;
    for (let batch = 0; batch < 30; batch += 1) {
      sink.append(numbered(batch));
      clock.pass(50);
      await turn();
    }
    const whileWriting = counted.filter((operation) => operation === 'sync').length;
    await sink.close();
    return { whileWriting, all: counted.length };
  };

  it('batch flushes each batch to disk', async () => {
    expect((await syncs('batch')).whileWriting).toBe(30);
  });

  it('interval flushes once a second', async () => {
    expect((await syncs('interval')).whileWriting).toBe(1);
  });

  it('none leaves flushing to the system, including file names', async () => {
    expect(await syncs('none')).toEqual({ whileWriting: 0, all: 0 });
  });
});
