/**
 * Example data for a preview with nothing running: generated samples in a real Prometheus, with the series that the
 * project's recording rules and alerts would have produced. Kept in a cache, and made anew when the generator or a rule
 * changes.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type ServerProcess, startServerProcess } from 'test-support/server-process';
import { END, observerWeek } from '../data/observer-week.ts';
import type { OpenMetrics } from '../data/openmetrics.ts';
import { alertSeries, recordedLevels, recordedSeries } from './example-rules.ts';
import type { Rule } from './rules.ts';
import { removeUnused } from './unused-data.ts';

export interface Programs {
  readonly prometheus: string;
  readonly promtool: string;
}

export interface ExampleData {
  readonly url: string;
  /** In milliseconds since 1970: the time that counts as now. */
  readonly now: number;
  stop(): Promise<void>;
}

export interface ExampleOptions {
  readonly programs: Programs;
  readonly rules: readonly Rule[];
  readonly cache: string;
  /** Identifies the generator: the data is generated again when it changes. */
  readonly version: string;
  readonly progress: (line: string) => void;
}

export async function startExampleData(options: ExampleOptions): Promise<ExampleData> {
  const { cache, programs, rules, version, progress } = options;
  await mkdir(cache, { recursive: true });
  await removeUnused(cache);
  const samples = path.join(cache, `samples-${digest(version)}`);
  const complete = path.join(cache, `data-${digest(version, JSON.stringify(rules))}`);
  await once(complete, async (directory) => {
    await once(samples, async (target) => {
      progress('Writing eight days of example data (once)');
      await writeBlocks(programs, observerWeek(), target);
    });
    await linkTree(samples, directory);
    await derive(options, directory);
  });
  const now = new Date();
  for (const used of [samples, complete]) await utimes(used, now, now);
  const run = path.join(cache, `run-${process.pid}`);
  await rm(run, { recursive: true, force: true });
  await linkTree(complete, path.join(run, 'data'));
  const server = await startPrometheus(programs.prometheus, path.join(run, 'data'));
  return {
    url: server.url,
    now: END * 1000,
    async stop() {
      await server.stop();
      await rm(run, { recursive: true, force: true });
    },
  };
}

/** Each rule sees what the rules before it have recorded, so that they are evaluated level by level. */
async function derive({ programs, rules, progress }: ExampleOptions, directory: string): Promise<void> {
  const withServer = async <T>(use: (server: ServerProcess) => Promise<T>): Promise<T> => {
    const server = await startPrometheus(programs.prometheus, directory);
    try {
      return await use(server);
    } finally {
      await server.stop();
    }
  };
  const levels = recordedLevels(rules);
  for (const [index, level] of levels.entries()) {
    progress(`Evaluating recording rules over it: level ${index + 1} of ${levels.length}`);
    const recorded = await withServer(({ url }) => recordedSeries(url, level, rules));
    await writeBlocks(programs, recorded, directory);
  }
  progress('Evaluating alerts over it');
  await writeBlocks(programs, await withServer(({ url }) => alertSeries(url, rules)), directory);
}

/** It scrapes nothing: it answers what `data` holds. */
async function startPrometheus(program: string, data: string): Promise<ServerProcess> {
  const config = path.join(data, '..', `prometheus-${process.pid}.yml`);
  await writeFile(config, '{}\n');
  return startServerProcess(
    program,
    [
      ...[`--config.file=${config}`, `--storage.tsdb.path=${data}`],
      ...['--storage.tsdb.retention.time=100y', '--web.listen-address=127.0.0.1:0'],
    ],
    { isStoppedByCaller: true },
  );
}

async function writeBlocks(programs: Programs, metrics: OpenMetrics, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const text = `${directory}.openmetrics`;
  await pipeline(Readable.from(metrics.chunks()), createWriteStream(text));
  await promisify(execFile)(programs.promtool, [
    ...['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=256h'],
    ...[text, directory],
  ]);
  await rm(text);
}

/** Creates a directory completely or not at all, even if another process creates it at the same time. */
async function once(directory: string, make: (scratch: string) => Promise<void>): Promise<void> {
  if (existsSync(directory)) return;
  const scratch = path.join(path.dirname(directory), `run-${process.pid}`, path.basename(directory));
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  await make(scratch);
  await rm(path.join(scratch, 'lock'), { force: true });
  await rename(scratch, directory).catch((error: unknown) => {
    if (!existsSync(directory)) throw error;
  });
}

/** A copy that takes no space: blocks are never changed, only replaced. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      if (/^[0-9A-Z]{26}$/.test(entry.name) || entry.name === 'chunks') await linkTree(source, target);
    } else if (entry.name !== 'lock' && entry.name !== 'queries.active') await link(source, target);
  }
}

function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}
