import { databaseRows } from 'observer-metrics/observer';
import pg from 'pg';
import { releaseAfterwards } from 'test-support/release';
import { Instruments } from '../../telemetry/instruments.ts';
import { type Fields, jsonLog } from '../../telemetry/log.ts';
import { countsOf } from '../../telemetry/testing/samples.ts';
import { type DatabaseWriterOptions, databaseMetrics, openDatabaseWriter } from '../index.ts';
import type { DatabaseLimits } from '../limits.ts';
import type { DatabaseWriter } from '../writer.ts';

/** Pauses short enough for tests. */
export const fastLimits: Partial<DatabaseLimits> = {
  lingerMilliseconds: 20,
  retryMilliseconds: 20,
  longestRetryMilliseconds: 200,
  slowRetryMilliseconds: 200,
};

export interface WriterBench {
  readonly writer: DatabaseWriter;
  readonly instruments: Instruments;
  /** How many records had each result. */
  results(): Promise<Record<string, number>>;
  /** The log lines as the service would print them. */
  readonly lines: readonly Fields[];
}

/** A writer with a log and instruments, closed after the test. */
export function startWriter(
  url: string,
  limits: Partial<DatabaseLimits> = {},
  options: Partial<DatabaseWriterOptions> = {},
): WriterBench {
  const instruments = new Instruments();
  const observer = databaseMetrics(instruments);
  const lines: Fields[] = [];
  const log = jsonLog({ write: (line) => lines.push(JSON.parse(line)) });
  const writer = openDatabaseWriter({ url, log, observer, limits: { ...fastLimits, ...limits }, ...options });
  releaseAfterwards(async () => {
    await writer.close(0);
  });
  return { writer, instruments, results: () => countsOf(instruments, databaseRows), lines };
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
