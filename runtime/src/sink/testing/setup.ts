import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import type { MarketRecord, Track } from '../../record.ts';
import { silentLog } from '../../telemetry/log.ts';
import { TestClock } from '../../testing/clock.ts';
import { type JsonlSink, type JsonlSinkOptions, openJsonlSink } from '../index.ts';
import type { QueueLength, SinkObserver } from '../sink-observer.ts';
import { numberedAs } from './numbered.ts';

export { recordOf } from './numbered.ts';

/** The opening bell: a Wednesday, 09:00 in Korea. */
export const OPENING = Date.parse('2026-11-25T09:00:00+09:00');

export const numbered = (number: number, at = OPENING, track: Track = 'b'): MarketRecord =>
  numberedAs(number, at, track);

/** Records the events. */
export class RecordedEvents implements SinkObserver {
  readonly records = { a: 0, b: 0 };
  readonly bytes = { a: 0, b: 0 };
  readonly completions = { a: 0, b: 0 };
  readonly counts = { a: 0, b: 0 };
  readonly failures: string[] = [];
  refusals = 0;
  tears = 0;
  queue: QueueLength | undefined;
  lastWrite = 0;

  written(track: Track, records: number, bytes: number, at: number): void {
    this.records[track] += records;
    this.bytes[track] += bytes;
    this.lastWrite = at;
  }
  completed(track: Track): void {
    this.completions[track] += 1;
  }
  files(track: Track, count: number): void {
    this.counts[track] = count;
  }
  failed(track: Track, reason: string): void {
    this.failures.push(`${track} ${reason}`);
  }
  refused(): void {
    this.refusals += 1;
  }
  torn(): void {
    this.tears += 1;
  }
  queued(length: QueueLength): void {
    this.queue = length;
  }
}

export interface Bench {
  readonly clock: TestClock;
  readonly directory: string;
  readonly events: RecordedEvents;
  open(changes?: Partial<JsonlSinkOptions>): Promise<JsonlSink>;
  /** Names of files in both folders, sorted. */
  names(): Promise<readonly string[]>;
  read(name: string): Promise<string>;
  /** The numbers of all records in all files, in the order of names and lines. */
  numbers(): Promise<readonly number[]>;
}

export async function bench(place?: string): Promise<Bench> {
  const clock = new TestClock(OPENING);
  const directory = place ?? join(await temporaryDirectory(), 'data');
  const events = new RecordedEvents();
  const names = async () => {
    const found = await Promise.all(
      ['swing', 'scalp'].map(async (folder) =>
        (await readdir(join(directory, folder)).catch(() => [])).map((name) => `${folder}/${name}`),
      ),
    );
    return found.flat().sort();
  };
  const read = (name: string) => readFile(join(directory, name), 'utf8');
  return {
    clock,
    directory,
    events,
    names,
    read,
    open: async (changes = {}) => {
      const sink = await openJsonlSink({ directory, clock, log: silentLog, observer: events, ...changes });
      releaseAfterwards(() => sink.close().catch(() => undefined));
      return sink;
    },
    numbers: async () => {
      const data = (await names()).filter((name) => !name.includes('.torn-'));
      const texts = await Promise.all(data.map(read));
      return texts.flatMap(numbersIn);
    },
  };
}

/** Throws if a line is torn. */
export function numbersIn(text: string): number[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  return lines.map((line) => {
    const parsed: unknown = JSON.parse(line);
    const isNumbered = typeof parsed === 'object' && parsed !== null && 'number' in parsed;
    if (!isNumbered || typeof parsed.number !== 'number') throw new Error(`not of this test: ${line}`);
    return parsed.number;
  });
}
