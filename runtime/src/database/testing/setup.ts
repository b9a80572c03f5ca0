import pg from 'pg';
import { releaseAfterwards } from 'test-support/release';
import { type Fields, jsonLog } from '../../telemetry/log.ts';
import type { DatabaseObserver, DatabaseOperation, RowResult } from '../database-observer.ts';
import { type DatabaseWriterOptions, openDatabaseWriter } from '../index.ts';
import type { DatabaseLimits } from '../limits.ts';
import type { DatabaseWriter } from '../writer.ts';

/** Pauses short enough for tests. */
export const fastLimits: Partial<DatabaseLimits> = {
  lingerMilliseconds: 20,
  retryMilliseconds: 20,
  longestRetryMilliseconds: 200,
  slowRetryMilliseconds: 200,
};

export interface Counted extends DatabaseObserver {
  readonly results: Record<RowResult, number>;
  readonly operations: Record<DatabaseOperation, number>;
  readonly seconds: number[];
  queue: number;
  isConnected: boolean;
}

export function countingObserver(): Counted {
  const counted: Counted = {
    results: { inserted: 0, duplicate: 0, refused: 0, left_out: 0 },
    operations: { insert: 0, select: 0, migrate: 0 },
    seconds: [],
    queue: 0,
    isConnected: false,
    queried: (operation, seconds) => {
      counted.operations[operation] += 1;
      counted.seconds.push(seconds);
    },
    rows: (result, count) => {
      counted.results[result] += count;
    },
    queued: (records) => {
      counted.queue = records;
    },
    connected: (isConnected) => {
      counted.isConnected = isConnected;
    },
  };
  return counted;
}

export interface WriterBench {
  readonly writer: DatabaseWriter;
  readonly observer: Counted;
  /** The log lines as the service would print them. */
  readonly lines: readonly Fields[];
}

/** A writer with a log and an observer, closed after the test. */
export function startWriter(
  url: string,
  limits: Partial<DatabaseLimits> = {},
  options: Partial<DatabaseWriterOptions> = {},
): WriterBench {
  const observer = countingObserver();
  const lines: Fields[] = [];
  const log = jsonLog({ write: (line) => lines.push(JSON.parse(line)) });
  const writer = openDatabaseWriter({ url, log, observer, limits: { ...fastLimits, ...limits }, ...options });
  releaseAfterwards(async () => {
    await writer.close(0);
  });
  return { writer, observer, lines };
}

let databases = 0;

/** The address of a new, empty database on the server. */
export async function newDatabase(url: string, settings = ''): Promise<string> {
  databases += 1;
  const name = `test_${process.pid}_${databases}`;
  await rowsOf(url, `CREATE DATABASE ${name} ${settings}`);
  return withDatabase(url, name);
}

export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** The server's rows without any parsing: every value is text. */
export async function rowsOf(
  url: string,
  text: string,
  values: string[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

export async function countOf(url: string, table: string): Promise<number> {
  const [row] = await rowsOf(url, `SELECT count(*)::int AS count FROM observer.${table}`);
  return Number(row?.count);
}
