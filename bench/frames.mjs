// @ts-check
// What it costs to read the trades of the stream, beside splitting their text and nothing else.
import { loaded } from './support/bundle.mjs';
import { numberOption, printMachine, printTable, spread } from './support/report.mjs';
import { inTemporaryDirectory } from './support/temporary.mjs';

const rounds = numberOption('rounds', 15);

/** Half an hour in the middle of a session, as the simulator's market has it. */
const BEGIN = Date.parse('2026-11-23T10:00:00+09:00');
const LENGTH = 1_800_000;

printMachine();
await inTemporaryDirectory(async (directory) => {
  /** @type {Parts} */
  const parts = await loaded('frame-parts.ts', directory);
  const { frames, records } = framesOf(parts);
  // Few, because many that stay would slow the others down.
  const values = valuesOf(parts, frames.slice(0, 1000));

  /** @type {Record<string, () => number>} */
  const subjects = {
    'split by ^': () => frames.reduce((sum, frame) => sum + frame.toString('utf8').split('^').length, 0),
    'frame to records with their lines, checked for gaps': () => ours(parts, frames),
    'JSON.stringify of values that are there': () => {
      let characters = 0;
      for (let record = 0; record < records; record += 1) {
        characters += JSON.stringify(values[record % values.length]).length;
      }
      return characters;
    },
  };
  const times = Object.keys(subjects).map(() => /** @type {number[]} */ ([]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, subject] of Object.values(subjects).entries()) {
      const begin = performance.now();
      subject();
      // The first round meets code that was never run.
      if (round >= 0) times[index]?.push(performance.now() - begin);
    }
  }

  console.log(`${records} records in ${frames.length} frames\n`);
  const [base = []] = times;
  printTable(
    ['', 'ns per record', 'thousand records a second', 'times split by ^'],
    Object.keys(subjects).map((name, index) => {
      const own = times[index] ?? [];
      return [
        name,
        spread(
          own.map((milliseconds) => (milliseconds * 1e6) / records),
          0,
        ),
        spread(
          own.map((milliseconds) => records / milliseconds),
          0,
        ),
        spread(
          own.map((milliseconds, round) => milliseconds / (base[round] ?? Number.NaN)),
          2,
        ),
      ];
    }),
  );
});

/** @typedef {typeof import('./support/frame-parts.ts')} Parts */

/**
 * Frames as they come out of a socket.
 * @param {Parts} parts
 */
function framesOf({ Market, tradingCalendar }) {
  const frames = /** @type {Buffer[]} */ ([]);
  let records = 0;
  const sink = {
    wants: (/** @type {string} */ transactionId) => transactionId === 'H0STCNT0',
    send: (
      /** @type {string} */ _,
      /** @type {string} */ __,
      /** @type {string} */ frame,
      /** @type {number} */ count,
    ) => {
      frames.push(Buffer.from(frame, 'utf8'));
      records += count;
    },
  };
  const market = new Market(7, BEGIN, tradingCalendar(), sink, { symbols: 41, tradesPerSecond: 60 });
  market.advanceTo(BEGIN + LENGTH);
  return { frames, records };
}

/**
 * @param {Parts} parts
 * @param {readonly Buffer[]} frames
 */
function ours({ ContinuityCheck, Feed, Instruments, kisMetrics, silentLog, systemClock }, frames) {
  let characters = 0;
  const feed = new Feed({
    continuity: new ContinuityCheck(),
    observer: kisMetrics(new Instruments()),
    log: silentLog,
    connectionClock: systemClock,
    handlers: {
      onRecords: (records) => {
        for (const { line } of records) characters += line.length;
        return true;
      },
    },
  });
  let receivedAt = BEGIN;
  for (const frame of frames) {
    receivedAt += 1;
    feed.take(frame.toString('utf8'), receivedAt, () => undefined);
  }
  return characters;
}

/**
 * @param {Parts} parts
 * @param {readonly Buffer[]} frames
 */
function valuesOf({ Fields, parseFrame, TradeReader }, frames) {
  const [fields, reader] = [new Fields(), new TradeReader()];
  return frames.flatMap((buffer, index) => {
    const frame = parseFrame(buffer.toString('utf8'));
    if (frame === undefined) throw new Error('the market makes frames');
    fields.load(frame.payload);
    const width = fields.widthOf(frame.count, 46) ?? 0;
    return Array.from({ length: frame.count }, (_, record) => {
      const read = reader.read(fields, record * width, BEGIN + index);
      return 'value' in read ? read.value : undefined;
    });
  });
}
