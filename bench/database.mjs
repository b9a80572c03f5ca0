// @ts-check
// How many trades a second get into PostgreSQL: by the writer, and by a bare `pg` that does the same in other ways.
import path from 'node:path';
import pg from 'pg';
import { loaded } from './support/bundle.mjs';
import { withPostgresql } from './support/postgresql.mjs';
import { numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const TOOLS_DIRECTORY = path.resolve(import.meta.dirname, '../.tools');
const rounds = numberOption('rounds', 15);

const ROWS = 20_000;
const BATCH = 1_000;
/** Row by row, only so many: they take as long as all others together. */
const SINGLE_ROWS = 500;

printMachine();
await inTemporaryDirectory(async (directory) => {
  /** @type {Parts} */
  const parts = await loaded('database-parts.ts', directory);
  const program = parts.findProgram(TOOLS_DIRECTORY, 'postgres');
  if (program === undefined) {
    console.log('database: skipped, because postgres is neither on PATH nor in .tools');
    return;
  }
  const [environment, port] = [await parts.libraryEnvironment(program), await parts.freePort()];
  await withPostgresql({ program, environment, port, directory }, (url) => measure(url, parts));
});

/** @typedef {import('./support/database-parts.ts')} Parts */

/**
 * @param {string} url
 * @param {Parts} parts
 */
async function measure(
  url,
  { openDatabaseWriter, databaseMetrics, Instruments, silentLog, trade, rowOf, TABLES },
) {
  const observer = databaseMetrics(new Instruments());
  const writer = openDatabaseWriter({ url, log: silentLog, observer });
  while (!writer.state().isConnected) await new Promise((resolve) => setTimeout(resolve, 10));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { name, columns } = TABLES.b;
  const names = columns.map((column) => column.name).join(', ');
  const into = `INSERT INTO ${name} (${names})`;
  const values = (/** @type {number} */ rows) =>
    `${into} VALUES ${Array.from({ length: rows }, (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`).join(', ')} ON CONFLICT DO NOTHING`;
  const [oneRow, manyRows] = [values(1), values(BATCH)];
  await client.query(`CREATE TEMPORARY TABLE staged AS SELECT ${names} FROM ${name}`);

  /** @typedef {import('../runtime/src/record.ts').TradeRecord} Record */
  /** @type {readonly [string, number, (records: readonly Record[]) => Promise<unknown>][]} */
  const subjects = [
    [
      'the writer',
      ROWS,
      (records) => {
        for (const record of records) writer.append(record);
        return writer.flush();
      },
    ],
    [
      'bare pg, VALUES of 1,000 rows',
      ROWS,
      (records) =>
        inBatches(records, (batch) =>
          client.query(
            manyRows,
            batch.flatMap((record) => rowOf(record).cells),
          ),
        ),
    ],
    [
      'bare pg, COPY of 1,000 rows and INSERT from there',
      ROWS,
      (records) =>
        inBatches(records, async (batch) => {
          await client.query('TRUNCATE staged');
          const text = batch.map((record) => `${rowOf(record).cells.join('\t')}\n`).join('');
          await copy(client, 'COPY staged FROM STDIN', text);
          await client.query(`${into} SELECT ${names} FROM staged ON CONFLICT DO NOTHING`);
        }),
    ],
    [
      'bare pg, row by row',
      SINGLE_ROWS,
      async (records) => {
        for (const record of records) await client.query(oneRow, [...rowOf(record).cells]);
      },
    ],
  ];
  const speeds = subjects.map(() => /** @type {number[]} */ ([]));
  const appending = /** @type {number[]} */ ([]);
  let made = 0;
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, [, rows, run]] of subjects.entries()) {
      // Each in an empty table: an index that has grown is slower.
      await client.query(`TRUNCATE ${name}`);
      const records = Array.from({ length: rows }, (_, row) =>
        trade(`${100_000 + (row % 41)}`, undefined, made + row),
      );
      made += rows;
      const begin = performance.now();
      await run(records);
      const seconds = (performance.now() - begin) / 1000;
      const { rows: counted } = await client.query(`SELECT count(*)::int AS count FROM ${name}`);
      if (counted[0].count !== rows) throw new Error(`${counted[0].count} of ${rows} rows arrived`);
      // The first round meets code that was never run.
      if (round >= 0) speeds[index]?.push(rows / seconds);
    }
    const records = Array.from({ length: ROWS }, (_, row) => trade('005930', undefined, made + row));
    made += ROWS;
    const begin = performance.now();
    for (const record of records) writer.append(record);
    if (round >= 0) appending.push(((performance.now() - begin) / ROWS) * 1e6);
    await writer.flush();
  }
  await writer.close(10_000);
  await client.end();

  const [own = []] = speeds;
  printTable(
    ['', 'rows a second', 'the writer, times this'],
    subjects.map(([subject], index) => [
      subject,
      spread(speeds[index] ?? [], 0),
      index === 0
        ? ''
        : spread(
            own.map((speed, round) => speed / (speeds[index]?.[round] ?? Number.NaN)),
            2,
          ),
    ]),
  );
  console.log(`\nA call of append: ${spread(appending, 0)} ns`);
}

/**
 * @param {readonly import('../runtime/src/record.ts').TradeRecord[]} records
 * @param {(batch: readonly import('../runtime/src/record.ts').TradeRecord[]) => Promise<unknown>} send
 */
async function inBatches(records, send) {
  for (let at = 0; at < records.length; at += BATCH) await send(records.slice(at, at + BATCH));
}

/**
 * `pg` leaves COPY to other packages; this is what they do.
 * @param {pg.Client} client
 * @param {string} command
 * @param {string} text
 */
function copy(client, command, text) {
  return new Promise((resolve, reject) => {
    const query = {
      /** @param {any} connection */
      submit: (connection) => connection.query(command),
      /** @param {any} connection */
      handleCopyInResponse: (connection) => {
        connection.sendCopyFromChunk(Buffer.from(text));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: reject,
      handleReadyForQuery: resolve,
      // Otherwise the client waits with a promise of its own.
      callback: () => undefined,
    };
    client.query(query);
  });
}
