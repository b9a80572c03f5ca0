import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type MarketOptions, rollChecksum, type ScriptedFault } from 'kis-simulator';
import { tradingCalendar } from 'krx-calendar';
import type { Trade } from '../../record.ts';
import { jsonLog, type Log, Secrets } from '../../telemetry/log.ts';
import { type Observer, startObserver } from '../observer.ts';
import { observerSettings } from '../settings.ts';
import { type Simulation, startSimulation } from '../simulation.ts';
import { completedInOrder } from './observer-process.ts';

export interface ReplayOptions {
  readonly directory: string;
  readonly speed: number;
  /** `HH:MM` in Korea: the only session of the replayed day. */
  readonly opens: string;
  readonly closes: string;
  readonly market?: MarketOptions;
  readonly faults?: readonly ScriptedFault[];
  readonly log?: (line: string) => void;
  /** Called every real second during the replay. */
  readonly meanwhile?: (observer: Observer) => Promise<void>;
}

/** What the simulator, the metrics and the files say about a day. */
export interface ReplayResult {
  /** Trades that the simulator sent to a connection. */
  readonly sent: number;
  /** By the observer's counters. */
  readonly counted: number;
  readonly written: number;
  /** Lines in the files, and the shares whose lines are not exactly what was sent, in order. */
  readonly lines: number;
  readonly differing: readonly string[];
  /**
   * Volume traded between trades in the files and missing from them: by the files, and by the observer's
   * counter.
   */
  readonly missingVolume: number;
  readonly countedMissingVolume: number;
  readonly duplicates: number;
  readonly connections: number;
  readonly quotes: number;
  readonly tokensIssued: number;
  readonly exposition: string;
  readonly problems: readonly string[];
}

/** An ordinary Thursday. */
const DATE = '2026-11-26';
const MINUTE = 60_000;

/** Replays a session from its opening auction until everything has stopped, and compares. */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { directory, speed, opens, closes, market = {}, faults = [] } = options;
  const reason = 'the session that is replayed';
  const calendar = tradingCalendar({ specialDays: [{ date: DATE, opens, closes, reason }] });
  const instant = (time: string) => Date.parse(`${DATE}T${time}:00+09:00`);
  const simulation = await startSimulation({
    speed,
    startsAt: instant(opens) - 2 * MINUTE,
    simulator: { seed: 7, calendar, market, faults, websocket: { pingMilliseconds: 300 } },
  });
  const secrets = new Secrets();
  const log: Log = jsonLog({ write: options.log ?? (() => undefined), secrets });
  try {
    const observer = await startObserver({
      settings: { ...observerSettings({ OBSERVER_DATA_DIR: directory }), port: 0 },
      calendar,
      variables: {},
      version: '0.0.0',
      revision: 'replay',
      clock: simulation.clock,
      log,
      secrets,
      simulation,
      // Waits are in real time, which a replay has little of.
      streamTiming: {
        reconnect: { first: 20, longest: 200 },
        retry: { first: 20, longest: 200 },
        silence: 1_500,
        pace: 1,
        acknowledgement: 1_000,
      },
    });
    const end = instant(closes) + 7 * MINUTE;
    let exposition = '';
    while (simulation.clock.now() < end) {
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(1_000, (end - simulation.clock.now()) / speed + 5)),
      );
      await options.meanwhile?.(observer);
    }
    await simulation.simulator.settled();
    exposition = await (await fetch(`${observer.url}/metrics`)).text();
    const problems = await observer.stop();
    return { ...(await compared(directory, simulation, exposition)), problems };
  } finally {
    await simulation.simulator.close();
  }
}

async function compared(
  directory: string,
  { simulator }: Simulation,
  exposition: string,
): Promise<Omit<ReplayResult, 'problems'>> {
  const files = await tradesIn(join(directory, 'simulated', 'scalp'));
  const tallies = [...simulator.trades];
  const differing = tallies
    .filter(([symbol, { checksum, sent }]) => {
      const found = files.bySymbol.get(symbol);
      return (found?.checksum ?? 0) !== checksum || (found?.lines ?? 0) !== sent;
    })
    .map(([symbol]) => symbol);
  const sum = (name: string) => sampleSum(exposition, name);
  return {
    sent: tallies.reduce((total, [, { sent }]) => total + sent, 0),
    counted: sum('observer_websocket_records_total'),
    written: sum('observer_jsonl_records_written_total{track="b"}'),
    lines: files.lines,
    differing,
    missingVolume: files.missingVolume,
    countedMissingVolume: sum('observer_websocket_missed_volume_total'),
    duplicates: files.duplicates,
    connections: simulator.journal.websocket.connections,
    quotes: sum('observer_jsonl_records_written_total{track="a"}'),
    tokensIssued: simulator.journal.tokens.issued,
    exposition,
  };
}

interface Written {
  lines: number;
  checksum: number;
  accumulated: number;
}

/** All lines of the files, in the order of their names, which is chronological. */
async function tradesIn(folder: string) {
  const bySymbol = new Map<string, Written>();
  let [lines, missingVolume, duplicates] = [0, 0, 0];
  for (const name of completedInOrder(await readdir(folder))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const trade: Trade = JSON.parse(line);
      const { trade: volume, accumulated } = trade.volume;
      const last = bySymbol.get(trade.symbol) ?? { lines: 0, checksum: 0, accumulated: accumulated - volume };
      lines += 1;
      if (accumulated <= last.accumulated) duplicates += 1;
      missingVolume += accumulated - volume - last.accumulated;
      last.checksum = rollChecksum(last.checksum, trade.price.current, volume, accumulated);
      last.lines += 1;
      last.accumulated = accumulated;
      bySymbol.set(trade.symbol, last);
    }
  }
  return { bySymbol, lines, missingVolume, duplicates };
}

/** Sum of all series whose line has this prefix. */
function sampleSum(exposition: string, prefix: string): number {
  return exposition
    .split('\n')
    .filter(
      (line) => line.startsWith(prefix) && /[ {]/.test(line.slice(prefix.length, prefix.length + 1) || ' '),
    )
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
