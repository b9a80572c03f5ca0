import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TradingCalendar } from '../../calendar/calendar.ts';
import { contract } from '../../metrics/index.ts';
import {
  buildInfo,
  collectorFailures,
  marketOpen,
  observer as observerExporter,
  refusedSamples,
} from '../../metrics/observer.ts';
import type { Clock } from './clock.ts';
import { SettingsError } from './environment.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { endpoints } from './http/endpoints.ts';
import { type Check, Readiness } from './http/readiness.ts';
import { type HttpServer, startHttpServer } from './http/server.ts';
import { Stream } from './http/stream.ts';
import { ContinuityCheck, type StreamTiming } from './kis/index.ts';
import { MarketHours } from './market/hours.ts';
import { Recorder } from './recorder.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';
import {
  type JsonlSink,
  openJsonlSink,
  type SinkLimits,
  type SinkObserver,
  sinkMetrics,
} from './sink/index.ts';
import { Instruments } from './telemetry/instruments.ts';
import type { Log, Secrets } from './telemetry/log.ts';
import { processMetrics } from './telemetry/process-metrics.ts';
import { type Collector, Scrape } from './telemetry/scrape.ts';
import { Quotes } from './tracks/quotes.ts';
import { resumeContinuity } from './tracks/resumption.ts';
import { Trades } from './tracks/trades.ts';

export interface ObserverOptions {
  readonly settings: ObserverSettings;
  readonly calendar: TradingCalendar;
  /** Of the process: the account and its token store are named there. */
  readonly variables: NodeJS.ProcessEnv;
  readonly version: string;
  readonly revision: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  /** In the place of KIS. */
  readonly simulation?: Simulation | undefined;
  readonly streamTiming?: Partial<StreamTiming>;
  readonly sinkLimits?: Partial<SinkLimits>;
}

export interface Observer {
  readonly url: string;
  readonly port: number;
  /** What `/status` tells. */
  status(): object;
  /**
   * Stops in order: no new work, no new connections, what is under way ends, all records are on the disk.
   *
   * @returns what could not be ended in order
   */
  stop(): Promise<readonly string[]>;
}

/** Requests that are under way get that long. Milliseconds. */
const DRAIN = 10_000;

/** Starts everything, or nothing. @throws SettingsError, SinkError; where the port is taken, the error of the system */
export async function startObserver(options: ObserverOptions): Promise<Observer> {
  const { settings, clock, log, simulation, calendar } = options;
  const directory =
    simulation === undefined ? settings.dataDirectory : join(settings.dataDirectory, 'simulated');
  const symbols = simulation?.simulator.symbols ?? settings.symbols;
  const universe = simulation?.simulator.symbols ?? settings.universe;
  const startedAt = clock.now();

  const instruments = new Instruments((metric) => {
    refused.increase();
    log.error('A measurement was refused', { metric });
  });
  const refused = instruments.counter(refusedSamples);
  const hours = new MarketHours(calendar);
  const own = processMetrics(instruments);
  const scrape = new Scrape({
    instruments,
    collectors: [...own.collectors, marketCollector(instruments, hours, clock)],
    onFailure: (collector, reason) => {
      failures.increase();
      log.warn('Something could not be measured', { collector, reason });
    },
  });
  const failures = instruments.counter(collectorFailures);
  instruments.gauge(buildInfo, { version: options.version, revision: options.revision }).set(1);

  const undo: (() => unknown)[] = [own.close];
  try {
    const gateway = openGateway({ ...options, symbols, instruments });
    undo.push(() => gateway.close());
    if (settings.tracks.a) assertFits(universe, settings, gateway);

    await mkdir(directory, { recursive: true });
    const sink = await openJsonlSink({
      directory,
      clock,
      log,
      observer: inRealTime(sinkMetrics(instruments), simulation),
      durability: settings.durability,
      ...(options.sinkLimits === undefined ? {} : { limits: options.sinkLimits }),
    });
    undo.push(() => sink.close());

    const stream = new Stream({ instruments });
    undo.push(() => stream.close());
    const recorder = new Recorder(sink, [{ take: (record) => stream.publish(record) }], log);
    const continuity = new ContinuityCheck();
    const resumed = await resumeContinuity(directory, continuity, clock.now());
    if (resumed > 0) log.info('The last trades of a former process were found', { shares: resumed });

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
    const trades = new Trades({
      open: (handlers, check) => gateway.openTrades(handlers, check),
      continuity,
      recorder,
      hours,
      clock,
    });

    const readiness = new Readiness([sinkCheck(sink), tokenCheck(gateway, hours, clock)]);
    const status = () => ({
      startedAt: new Date(startedAt).toISOString(),
      isSimulated: simulation !== undefined,
      account: gateway.account,
      market: marketStatus(hours, clock.now()),
      trackA: settings.tracks.a ? quotes.state() : 'off',
      trackB: settings.tracks.b ? trades.state() : 'off',
      files: { directory, lostRecords: recorder.lost, ...sink.state() },
      streamClients: stream.clients,
    });
    const server = await startHttpServer({
      host: settings.host,
      port: settings.port,
      routes: endpoints({ version: options.version, readiness, scrape, status }),
      instruments,
      log,
      onUpgrade: stream.upgrade.bind(stream),
    });
    undo.push(() => server.close());
    if (process.env.NO_ASSERT !== '1') assertComplete(instruments);

    const stopping = new AbortController();
    const running = [
      settings.tracks.a ? quotes.run(stopping.signal) : undefined,
      settings.tracks.b ? trades.run(stopping.signal) : undefined,
    ].map(async (track) => {
      try {
        await track;
      } catch (error) {
        log.error('A track has ended with an error', { error });
      }
    });
    const parts = { settings, readiness, stopping, running, stream, server, sink, gateway, own, clock };
    return { url: urlOf(server), port: server.port, status, stop: () => stop(parts) };
  } catch (error) {
    for (const each of undo.reverse()) await Promise.resolve(each()).catch(() => undefined);
    throw error;
  }
}

interface Parts {
  readonly settings: ObserverSettings;
  readonly readiness: Readiness;
  readonly stopping: AbortController;
  readonly running: readonly Promise<void>[];
  readonly stream: Stream;
  readonly server: HttpServer;
  readonly sink: JsonlSink;
  readonly gateway: Gateway;
  readonly own: { close(): void };
}

/** Each step is done although one before it failed. */
async function stop(parts: Parts): Promise<readonly string[]> {
  const { settings, readiness, stopping, running, stream, server, sink, gateway, own } = parts;
  const problems: string[] = [];
  const step = async (name: string, work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  readiness.drain();
  await new Promise((resolve) => setTimeout(resolve, settings.drainDelay));
  stopping.abort();
  await step('tracks', () => Promise.all(running));
  await step('stream', () => stream.close());
  await step('http', async () => {
    const cutOff = await server.drain(DRAIN);
    if (cutOff > 0) problems.push(`http: ${cutOff} requests were cut off`);
  });
  await step('files', () => sink.close());
  await step('gateway', () => gateway.close());
  own.close();
  return problems;
}

/** Nothing of the contract is missing: a dashboard would show "no data" and nobody would know why. */
function assertComplete(instruments: Instruments): void {
  const declared = contract.filter(
    ({ exporter, name }) => exporter.key === observerExporter.exporter.key && name !== 'up',
  );
  const missing = instruments.missing(declared);
  if (missing.length > 0)
    throw new Error(`Nobody measures what the contract declares: ${missing.join(', ')}`);
}

/** Paper trading has one request a second: more shares than fit into a round would never be asked for. */
function assertFits(universe: readonly string[], settings: ObserverSettings, { client }: Gateway): void {
  const requests = universe.length * (settings.withOrderBook ? 2 : 1);
  const seconds = requests / client.budget.rate;
  if (seconds * 1000 <= settings.quoteInterval) return;
  throw new SettingsError(
    `${universe.length} shares take ${Math.ceil(seconds)} seconds at ${client.budget.rate} requests a second, and ` +
      `TRACK_A_INTERVAL_SECONDS is ${settings.quoteInterval / 1000}. Name fewer shares, or make the interval longer`,
  );
}

function marketCollector(instruments: Instruments, hours: MarketHours, clock: Clock): Collector {
  const open = instruments.gauge(marketOpen);
  return { name: 'market', collect: () => open.set(hours.isOpenAt(clock.now()) ? 1 : 0) };
}

function sinkCheck(sink: JsonlSink): Check {
  return {
    name: 'files',
    isRequired: true,
    run: () => {
      const { isFailing, lastError } = sink.state();
      if (isFailing) throw new Error(`records cannot be written: ${JSON.stringify(lastError)}`);
    },
  };
}

/** Out of hours nobody needs a token, and the service answers without one. */
function tokenCheck({ tokens }: Gateway, hours: MarketHours, clock: Clock): Check {
  return {
    name: 'token',
    isRequired: false,
    run: async () => {
      if (hours.isOpenAt(clock.now())) await tokens.get(AbortSignal.timeout(900));
    },
  };
}

function marketStatus(hours: MarketHours, now: number): object {
  const session = hours.sessionFrom(now);
  return {
    time: new Date(now).toISOString(),
    isOpen: hours.isOpenAt(now),
    ...(session === undefined
      ? {}
      : {
          opensAt: new Date(session.opensAt).toISOString(),
          closesAt: new Date(session.closesAt).toISOString(),
        }),
  };
}

function inRealTime(observer: SinkObserver, simulation: Simulation | undefined): SinkObserver {
  if (simulation === undefined) return observer;
  return {
    ...observer,
    written: (track, records, bytes, at) =>
      observer.written(track, records, bytes, simulation.toRealTime(at)),
  };
}

function urlOf({ host, port }: HttpServer): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
