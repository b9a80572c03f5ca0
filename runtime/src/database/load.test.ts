import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { observer } from '../testing/command-line.ts';
import { quote, trade } from '../testing/records.ts';
import { DatabaseLoader, type DatabaseLoaderOptions } from './load.ts';
import { countOf, fastLimits, newDatabase, rowsOf, startWriter } from './testing/setup.ts';
import { storedQuotes, storedTrades } from './testing/stored.ts';

const AT = Date.parse('2026-11-25T10:00:00+09:00');

function linesOf(count: number, first = 1): string[] {
  return Array.from({ length: count }, (_, index) => trade('005930', AT + index, first + index).line);
}

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(await temporaryDirectory(), '20261125_10.jsonl');
  await writeFile(path, content);
  return path;
}

function loaderOf(url: string, options: Partial<DatabaseLoaderOptions> = {}): DatabaseLoader {
  const loader = new DatabaseLoader({
    url,
    log: silentLog,
    limits: { ...fastLimits, batchRows: 100 },
    ...options,
  });
  releaseAfterwards(() => loader.close());
  return loader;
}

describe.runIf(await hasTools('postgres'))('loading files into the database', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });

  it('loads both tracks from a packed file', async () => {
    const url = await newDatabase(server.url);
    const records = [trade('005930'), quote('삼성전자'), trade('에코프로', AT + 1), quote('000660', AT, 1.5)];
    const path = await fileOf(gzipSync(`${records.map(({ line }) => line).join('\n')}\n\n`));
    expect(await loaderOf(url).loadFile(path)).toMatchObject({
      inserted: 4,
      malformed: 0,
      failure: undefined,
    });
    const stored = [...(await storedTrades(url)), ...(await storedQuotes(url))];
    expect(stored).toEqual(
      expect.arrayContaining(records.map(({ value }): unknown => expect.objectContaining({ ...value }))),
    );
  });

  it('adds what a full queue dropped, and loads nothing twice', async () => {
    const url = await newDatabase(server.url);
    const { writer } = startWriter(url, { queueRecords: 300, batchRows: 100 });
    const records = linesOf(1_000).map((_, index) => trade('005930', AT + index, index + 1));
    for (const record of records) writer.append(record);
    await writer.flush();
    expect(await countOf(url, 'scalp_ticks')).toBe(300);

    const path = await fileOf(records.map(({ line }) => `${line}\n`).join(''));
    const loader = loaderOf(url);
    expect(await loader.loadFile(path)).toMatchObject({ inserted: 700, duplicate: 300 });
    expect(await loader.loadFile(path)).toMatchObject({ inserted: 0, duplicate: 1_000 });
    expect(await storedTrades(url)).toEqual(records.map(({ value }) => value));
  });

  it('counts lines that are no records, reports the number of the first, and continues', async () => {
    const url = await newDatabase(server.url);
    const bad = ['{"timestamp":', Buffer.from([0x22, 0xff, 0xfe]), `"${'x'.repeat(300_000)}"`];
    const torn = linesOf(1, 20).join('').slice(0, -20);
    const lines = [...linesOf(3), ...bad, ...linesOf(3, 10), torn].map((line) => Buffer.from(line));
    const path = await fileOf(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]).slice(0, -1)));
    expect(await loaderOf(url).loadFile(path)).toMatchObject({
      inserted: 6,
      malformed: 4,
      firstMalformed: 4,
    });
  });

  it('counts a time without a zone as rejected', async () => {
    const url = await newDatabase(server.url);
    const path = await fileOf(trade('005930').line.replaceAll('+09:00', ''));
    expect(await loaderOf(url).loadFile(path)).toMatchObject({ inserted: 0, refused: 1 });
  });

  it('loads what it can of a truncated gzip file, and reports that it is truncated', async () => {
    const url = await newDatabase(server.url);
    const whole = gzipSync(linesOf(5_000).join('\n'));
    const path = await fileOf(whole.subarray(0, whole.length / 2));
    const { inserted, failure } = await loaderOf(url).loadFile(path);
    expect(failure).toBe('Z_BUF_ERROR');
    expect(inserted).toBeGreaterThan(500);
  });

  it('keeps no more of a file in memory than a few batches', async () => {
    const url = await newDatabase(server.url);
    // Zeros that decompress to 256 MiB without a line feed.
    const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20));
    const path = await fileOf(bomb);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const loaded = await loaderOf(url).loadFile(path);
    clearInterval(watch);
    expect(loaded).toMatchObject({ inserted: 0, malformed: 1 });
    // Some is garbage that is not collected yet.
    expect(most).toBeLessThan(128 * 2 ** 20);
  });

  it('waits for a server that restarts, and gives up on one that somebody must fix', async () => {
    const own = await startPostgresql();
    const path = await fileOf(linesOf(2_000).join('\n'));
    const loader = loaderOf(own.url);
    await own.stop();
    const loading = loader.loadFile(path);
    await own.restart();
    expect(await loading).toMatchObject({ inserted: 2_000 });

    await rowsOf(own.url, 'DROP TABLE observer.scalp_ticks');
    await expect(loader.loadFile(path)).rejects.toMatchObject({
      code: 'database/unusable',
      sqlState: '42P01',
    });
    await own.stop();
    const impatient = loaderOf(own.url, { timeoutMilliseconds: 100 });
    await expect(impatient.loadFile(path)).rejects.toMatchObject({ code: 'database/disconnected' });
  });

  it('is a command that reports the result for each file', async () => {
    const url = await newDatabase(server.url);
    const [whole, torn] = [await fileOf(linesOf(3).join('\n')), await fileOf(`${linesOf(4)[3]}\n{`)];
    const first = await observer(['load', whole], { DATABASE_URL: url });
    expect(first).toEqual({ code: 0, stdout: `${whole}: 3 new, 0 there already\n`, stderr: '' });
    const second = await observer(['load', whole, torn, '/nowhere/file'], { DATABASE_URL: url });
    expect(second).toEqual({
      code: 1,
      stdout:
        `${whole}: 0 new, 3 there already\n` +
        `${torn}: 1 new, 0 there already, 1 malformed, the first in line 2\n` +
        '/nowhere/file: 0 new, 0 there already, not read to its end: ENOENT\n',
      stderr: '',
    });
    const json = await observer(['load', '--json', whole], { DATABASE_URL: url });
    expect(JSON.parse(json.stdout)).toMatchObject({
      files: [{ path: whole, inserted: 0, duplicate: 3 }],
      error: null,
    });
  });

  it('is a command that exits with 2 if the database is unusable, and shows no secret', async () => {
    const url = new URL(server.url);
    [url.username, url.password] = ['niemand', 'ein falsches Geheimnis'];
    const path = await fileOf(linesOf(1).join('\n'));
    const { code, stdout, stderr } = await observer(['load', path], { DATABASE_URL: url.href });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('28P01');
    expect(stderr).not.toContain('Geheimnis');
    expect(stderr).not.toContain(url.username);
  });
});

it.each([
  [undefined, 'DATABASE_URL is not set'],
  ['mysql://someone@somewhere/', 'DATABASE_URL must be an address of the form postgres://'],
])('the command requires an address: %j', async (address, message) => {
  const printed = await observer(['load', 'x'], address === undefined ? {} : { DATABASE_URL: address });
  expect(printed).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

it('the command requires a file', async () => {
  expect(await observer(['load'], {})).toMatchObject({ code: 2 });
});
