// @ts-check
// What it costs to write records: the sink beside writeSync, a stream, and the least that is as durable.

import { once } from 'node:events';
import {
  closeSync,
  createWriteStream,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { loaded } from './support/bundle.mjs';
import { numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 15);
const lines = numberOption('lines', 200_000);

const BATCH = 256 * 1024;

/**
 * @typedef {import('../runtime/src/record.ts').MarketRecord} MarketRecord
 * @typedef {{ name: string, write: (directory: string) => Promise<void> }} Subject
 */

printMachine();
const records = Array.from({ length: lines }, (_, number) => recordOf(number));
const [{ line }] = /** @type {[MarketRecord]} */ (records);
console.log(
  `${lines} records of ${line.length} bytes each; all are in the file, and as durable as it says, when the time ends.\n`,
);

await inTemporaryDirectory(async (place) => {
  /** @type {typeof import('./support/sink-parts.ts')} */
  const { Instruments, openJsonlSink, silentLog, sinkMetrics, systemClock } = await loaded(
    'sink-parts.ts',
    place,
  );
  /** @param {import('../runtime/src/sink/index.ts').Durability} durability */
  const sink = (durability) => async (/** @type {string} */ directory) => {
    const observer = sinkMetrics(new Instruments());
    const opened = await openJsonlSink({
      directory,
      clock: systemClock,
      log: silentLog,
      observer,
      durability,
    });
    for (const record of records) if (!opened.append(record)) await opened.whenWritable();
    await opened.close();
  };
  /** @type {Subject[]} */
  const subjects = [
    { name: 'writeSync of each line', write: async (directory) => bare(directory) },
    { name: 'createWriteStream', write: streamed },
    { name: 'sink, durability none', write: sink('none') },
    { name: 'writeSync and fdatasync of each 256 KiB', write: async (directory) => batched(directory) },
    { name: 'sink, durability interval', write: sink('interval') },
    { name: 'sink, durability batch', write: sink('batch') },
  ];
  const used = subjects.map(() => ({
    seconds: /** @type {number[]} */ ([]),
    cpu: /** @type {number[]} */ ([]),
  }));
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { write }] of subjects.entries()) {
      const directory = mkdtempSync(join(place, 'round-'));
      const [cpu, begin] = [process.cpuUsage(), performance.now()];
      await write(directory);
      const seconds = (performance.now() - begin) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      rmSync(directory, { recursive: true });
      // The first round meets code that was never run.
      if (round < 0) continue;
      used[index]?.seconds.push(seconds);
      used[index]?.cpu.push((user + system) / lines);
    }
  }
  const [base] = used;
  printTable(
    ['', 'thousand records a second', 'µs of processor each', `times ${subjects[0]?.name}`],
    subjects.map(({ name }, index) => {
      const { seconds = [], cpu = [] } = used[index] ?? {};
      const ratios = seconds.map((value, round) => (base?.seconds[round] ?? Number.NaN) / value);
      return [
        name,
        spread(
          seconds.map((value) => lines / value / 1000),
          0,
        ),
        spread(cpu, 2),
        spread(ratios, 2),
      ];
    }),
  );
});

/** @param {string} directory */
function bare(directory) {
  const file = openSync(join(directory, 'file'), 'a');
  for (const record of records) writeSync(file, `${record.line}\n`);
  closeSync(file);
}

/** The least that is as durable as the sink: no queue, no retries, and nothing else can run meanwhile. @param {string} directory */
function batched(directory) {
  const file = openSync(join(directory, 'file'), 'a');
  /** @type {string[]} */
  let batch = [];
  let bytes = 0;
  const write = () => {
    writeSync(file, batch.join(''));
    fdatasyncSync(file);
    batch = [];
    bytes = 0;
  };
  for (const record of records) {
    batch.push(record.line, '\n');
    bytes += record.line.length + 1;
    if (bytes >= BATCH) write();
  }
  write();
  closeSync(file);
}

/** @param {string} directory */
async function streamed(directory) {
  const stream = createWriteStream(join(directory, 'file'));
  for (const record of records) if (!stream.write(`${record.line}\n`)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** @param {number} number @returns {MarketRecord} */
function recordOf(number) {
  const at = Date.now();
  const time = new Date(at).toISOString();
  const value = /** @type {const} */ ({
    timestamp: time,
    symbol: '005930',
    execution_time: time,
    price: { current: 71_200 + (number % 100), open: 71_000, high: 71_900, low: 70_800, change_rate: 0.42 },
    volume: { trade: 12, accumulated: 1_234_567 + number, trade_value: 87_654_321_000 },
    bid_ask: { bid_price: 71_200, ask_price: 71_300 },
    source: 'websocket',
    session_id: 'track_b_session',
  });
  return { track: 'b', symbol: '005930', at, value, line: JSON.stringify(value) };
}
