import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metric } from 'observability-as-code/contract';
import {
  jsonlBytesWritten,
  jsonlFiles,
  jsonlFilesWritten,
  jsonlLastWrite,
  jsonlQueueAge,
  jsonlQueueBytes,
  jsonlQueueRecords,
  jsonlRecordsRefused,
  jsonlRecordsWritten,
  jsonlTornLines,
  jsonlWriteErrors,
} from 'observer-metrics/observer';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import type { MarketRecord, Track } from '../../record.ts';
import { Instruments } from '../../telemetry/instruments.ts';
import { silentLog } from '../../telemetry/log.ts';
import { countsOf, totalOf } from '../../telemetry/testing/samples.ts';
import { TestClock } from '../../testing/clock.ts';
import { type JsonlSink, type JsonlSinkOptions, openJsonlSink, sinkMetrics } from '../index.ts';
import { numberedAs } from './numbered.ts';

export { recordOf } from './numbered.ts';

/** The opening bell: a Wednesday, 09:00 in Korea. */
export const OPENING = Date.parse('2026-11-25T09:00:00+09:00');

export const numbered = (number: number, at = OPENING, track: Track = 'b'): MarketRecord =>
  numberedAs(number, at, track);

/** Instruments of a sink, and the values of those that count files and records, by track. */
export function sinkInstruments() {
  const instruments = new Instruments();
  const by = (metric: Metric) => () => countsOf(instruments, metric);
  return {
    observer: sinkMetrics(instruments, OPENING),
    written: by(jsonlRecordsWritten),
    bytes: by(jsonlBytesWritten),
    completed: by(jsonlFilesWritten),
    files: by(jsonlFiles),
    refused: by(jsonlRecordsRefused),
    torn: by(jsonlTornLines),
    lastWrite: by(jsonlLastWrite),
    queue: async () => [
      await totalOf(instruments, jsonlQueueRecords),
      await totalOf(instruments, jsonlQueueBytes),
      await totalOf(instruments, jsonlQueueAge),
    ],
    /** By track and reason. */
    failures: by(jsonlWriteErrors),
  };
}

export interface Bench {
  readonly clock: TestClock;
  readonly directory: string;
  readonly metrics: ReturnType<typeof sinkInstruments>;
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
  const metrics = sinkInstruments();
  const { observer } = metrics;
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
    metrics,
    names,
    read,
    open: async (changes = {}) => {
      const sink = await openJsonlSink({ directory, clock, log: silentLog, observer, ...changes });
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
