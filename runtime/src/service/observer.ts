import { MarketHours, type TradingCalendar } from 'krx-calendar';
import { calendarDiffers } from 'observer-metrics/observer';
import { type Clock, systemClock } from '../clock.ts';
import { SettingsError } from '../environment.ts';
import { endpoints } from '../http/endpoints.ts';
import { Readiness } from '../http/readiness.ts';
import { type HttpServer, startHttpServer } from '../http/server.ts';
import { Stream } from '../http/stream.ts';
import { ContinuityCheck, type StreamTiming } from '../kis/index.ts';
import { checkHolidays } from '../market/holiday-check.ts';
import { ServerUrl } from '../server-url.ts';
import type { Log, Secrets } from '../telemetry/log.ts';
import { Quotes } from '../tracks/quotes.ts';
import { Recorder } from '../tracks/recorder.ts';
import { resumeContinuity } from '../tracks/resumption.ts';
import { Trades } from '../tracks/trades.ts';
import { checksOf } from './checks.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { listenError } from './listen-error.ts';
import { startMeasurement } from './measurement.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';
import { stopInOrder } from './stop.ts';
import { closeStorage, openStorage } from './storage.ts';
import { supervise } from './supervise.ts';

export interface ObserverOptions {
  readonly settings: ObserverSettings;
  readonly calendar: TradingCalendar;
  /** The process's variables, which name the account and its token store. */
  readonly variables: NodeJS.ProcessEnv;
  readonly version: string;
  readonly revision: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  /** Replaces KIS. */
  readonly simulation?: Simulation | undefined;
  readonly streamTiming?: Partial<StreamTiming>;
}

export interface Observer {
  readonly url: string;
  readonly port: number;
  /** The content of `/status`: the current state of the service for people, without keys and tokens. */
  status(): object;
  /**
   * Stops in order: no new work, no new connections, current requests finish, all records are written to
   * disk.
   *
   * @returns what could not be stopped in order
   */
  stop(): Promise<readonly string[]>;
}

/** Starts everything or nothing. @throws SettingsError, SinkError; the system's error if the port is taken */
export async function startObserver(options: ObserverOptions): Promise<Observer> {
  const { settings, clock, log, simulation, version } = options;
  const universe = simulation?.simulator.symbols ?? settings.universe;
  const symbols = simulation?.simulator.symbols ?? settings.symbols;
  const hours = new MarketHours(options.calendar);
  const undo: (() => unknown)[] = [];
  if (settings.databaseUrl !== undefined) options.secrets.add(...new ServerUrl(settings.databaseUrl).secrets);
  try {
    const measurement = startMeasurement({
      ...options,
      hours,
      clock: simulation === undefined ? clock : systemClock,
    });
    const { instruments } = measurement;
    undo.push(() => measurement.close());

    const gateway = openGateway({ ...options, symbols, instruments });
    undo.push(() => gateway.close());
    if (settings.tracks.a) assertFits(universe, settings, gateway);

    const storage = await openStorage({ ...options, instruments });
    undo.push(() => closeStorage(storage));
    const stream = new Stream({ instruments });
    undo.push(() => stream.close());
    const recorder = new Recorder(
      storage.sink,
      [(record) => stream.publish(record), (record) => storage.database?.append(record)],
      log,
    );

    const continuity = new ContinuityCheck();
    // Each simulation is a market of its own, whose volumes start from zero. Compared with another one's, all
    // its trades would be duplicates.
    const isResumed = simulation === undefined;
    const shares = isResumed ? await resumeContinuity(storage.directory, continuity, clock.now()) : 0;
    if (shares > 0) log.info('The last trades of an earlier process were found', { shares });
    const quotes = new Quotes({
      client: gateway.client,
      universe,
      interval: settings.quoteInterval,
      withOrderBook: settings.withOrderBook,
      recorder,
      hours,
      clock,
      log,
    });
    const trades = new Trades({ open: gateway.openTrades, continuity, recorder, hours, clock });

    const readiness = new Readiness(checksOf({ storage, tokens: gateway.tokens, hours, clock }));
    const startedAt = clock.now();
    const status = () => {
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
        trackA: settings.tracks.a ? quotes.state() : 'off',
        trackB: settings.tracks.b ? trades.state() : 'off',
        files: { directory: storage.directory, lostRecords: recorder.lost, ...storage.sink.state() },
        database: storage.database?.state() ?? 'off',
        archive: storage.archiver === undefined ? 'off' : settings.archiveDirectory,
        streamClients: stream.clients,
      };
    };
    const server = await startHttpServer({
      host: settings.host,
      port: settings.port,
      routes: endpoints({ version, readiness, scrape: measurement.scrape, status }),
      instruments,
      log,
      upgrade: stream,
    }).catch((error: unknown) => {
      throw listenError(settings, error);
    });
    undo.push(() => server.close());

    const stopping = new AbortController();
    const differs = instruments.gauge(calendarDiffers);
    measurement.assertComplete();
    const supervision = { clock, log, signal: stopping.signal };
    const running: Promise<void>[] = [];
    if (settings.tracks.a) running.push(supervise('track a', (signal) => quotes.run(signal), supervision));
    if (settings.tracks.b) running.push(supervise('track b', (signal) => trades.run(signal), supervision));
    // Paper trading has no such service.
    if (gateway.account.environment === 'real') {
      const onResult = (isDifferent: boolean) => differs.set(isDifferent ? 1 : 0);
      const { client } = gateway;
      const check = (signal: AbortSignal) =>
        checkHolidays({ client, calendar: options.calendar, clock, log, onResult, signal });
      running.push(supervise('holiday check', check, supervision));
    }
    return {
      url: urlOf(server),
      port: server.port,
      status,
      stop: () =>
        stopInOrder({
          ...{ drainDelay: settings.drainDelay, readiness, stopping, running },
          ...{ stream, server, storage, gateway, measurement },
        }),
    };
  } catch (error) {
    for (const each of undo.reverse()) await undone(each);
    throw error;
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** A failure here says nothing about the cause, and must not prevent the rest. */
async function undone(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch {
    // The first error is the one to report.
  }
}

/**
 * Paper trading permits one request a second, so shares that do not fit into a round would never be
 * requested.
 */
function assertFits(universe: readonly string[], settings: ObserverSettings, { client }: Gateway): void {
  const requests = universe.length * (settings.withOrderBook ? 2 : 1);
  const seconds = requests / client.budget.rate;
  if (seconds * 1000 <= settings.quoteInterval) return;
  throw new SettingsError(
    `${universe.length} shares take ${Math.ceil(seconds)} seconds at ${client.budget.rate} requests a second, and ` +
      `TRACK_A_INTERVAL_SECONDS is ${settings.quoteInterval / 1000}. Use fewer shares or a longer interval`,
  );
}

function urlOf({ host, port }: HttpServer): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
