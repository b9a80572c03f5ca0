import { join } from 'node:path';
import type { MarketOptions, ScriptedFault } from 'kis-simulator';
import { tradingCalendar } from 'krx-calendar';
import { releaseAfterwards } from 'test-support/release';
import { jsonLog, Secrets } from '../../telemetry/log.ts';
import type { Observer } from '../observer.ts';
import { sampleSum, type WrittenTrades, writtenTrades } from './observer-process.ts';
import { startSimulatedObserver } from './simulated-observer.ts';

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
export interface ReplayResult extends Omit<WrittenTrades, 'bySymbol'> {
  /** Trades that the simulator sent to a connection. */
  readonly sent: number;
  /** By the observer's counters. */
  readonly counted: number;
  readonly written: number;
  /** The shares whose lines are not exactly what was sent, in order. */
  readonly differing: readonly string[];
  /** What the observer's counter says of the missing volume. */
  readonly countedMissingVolume: number;
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
  const secrets = new Secrets();
  const observer = await startSimulatedObserver({
    directory,
    speed,
    startsAt: instant(opens) - 2 * MINUTE,
    simulator: { seed: 7, calendar, market, faults, websocket: { pingMilliseconds: 300 } },
    log: jsonLog({ write: options.log ?? (() => undefined), secrets }),
    secrets,
    // Waits are in real time, which a replay has little of.
    streamTiming: {
      reconnect: { first: 20, longest: 200 },
      retry: { first: 20, longest: 200 },
      silence: 1_500,
      pace: 1,
      acknowledgement: 1_000,
    },
  });
  const { simulator } = observer;
  releaseAfterwards(() => simulator.close());
  const end = instant(closes) + 7 * MINUTE;
  for (let left = end - simulator.clock.now(); left > 0; left = end - simulator.clock.now()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, left / speed + 5)));
    await options.meanwhile?.(observer);
  }
  await simulator.settled();
  const exposition = await (await fetch(`${observer.url}/metrics`)).text();
  const problems = await observer.stop();

  const { bySymbol, ...files } = await writtenTrades(join(directory, 'simulated'));
  const tallies = [...simulator.trades];
  const differing = tallies
    .filter(([symbol, { checksum, sent }]) => {
      const found = bySymbol.get(symbol);
      return (found?.checksum ?? 0) !== checksum || (found?.lines ?? 0) !== sent;
    })
    .map(([symbol]) => symbol);
  const sum = (name: string) => sampleSum(exposition, name);
  return {
    ...files,
    sent: tallies.reduce((total, [, { sent }]) => total + sent, 0),
    counted: sum('observer_websocket_records_total'),
    written: sum('observer_jsonl_records_written_total{track="b"}'),
    differing,
    countedMissingVolume: sum('observer_websocket_missed_volume_total'),
    connections: simulator.journal.websocket.connections,
    quotes: sum('observer_jsonl_records_written_total{track="a"}'),
    tokensIssued: simulator.journal.tokens.issued,
    exposition,
    problems,
  };
}
