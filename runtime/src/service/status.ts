import type { MarketHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import type { Stream } from '../http/stream.ts';
import type { Quotes } from '../tracks/quotes.ts';
import type { Recorder } from '../tracks/recorder.ts';
import type { Trades } from '../tracks/trades.ts';
import type { Gateway } from './gateway.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';
import type { Storage } from './storage.ts';

export interface StatusParts {
  readonly settings: ObserverSettings;
  readonly simulation: Simulation | undefined;
  readonly startedAt: number;
  readonly clock: Clock;
  readonly hours: MarketHours;
  readonly gateway: Gateway;
  readonly storage: Storage;
  readonly recorder: Recorder;
  readonly stream: Stream;
  readonly quotes: Quotes;
  readonly trades: Trades;
}

/** The current state of the service for people, without keys and tokens. */
export function statusOf(parts: StatusParts): object {
  const { settings, simulation, startedAt, clock, hours, gateway, storage, recorder, stream } = parts;
  const now = clock.now();
  const session = hours.sessionFrom(now);
  return {
    startedAt: isoTime(startedAt),
    now: isoTime(now),
    isSimulated: simulation !== undefined,
    account: gateway.account,
    market: {
      isOpen: hours.isOpenAt(now),
      opensAt: session === undefined ? null : isoTime(session.opensAt),
      closesAt: session === undefined ? null : isoTime(session.closesAt),
    },
    trackA: settings.tracks.a ? parts.quotes.state() : 'off',
    trackB: settings.tracks.b ? parts.trades.state() : 'off',
    files: { directory: storage.directory, lostRecords: recorder.lost, ...storage.sink.state() },
    database: storage.database?.state() ?? 'off',
    archive: storage.archiver === undefined ? 'off' : settings.archiveDirectory,
    streamClients: stream.clients,
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
