import { inspect } from 'node:util';
import type { TradingCalendar } from 'krx-calendar';
import type { Argv } from 'yargs';
import { type Clock, systemClock } from '../clock.ts';
import { SettingsError } from '../environment.ts';
import type { StreamTiming } from '../kis/index.ts';
import { calendarFrom } from '../market/calendar.ts';
import { startTracing, type Tracing } from '../telemetry/export.ts';
import { jsonLog, Secrets } from '../telemetry/log.ts';
import { traceFields } from '../telemetry/tracing.ts';
import type { Output } from '../token/command.ts';
import { REVISION, VERSION } from '../version.ts';
import { type Observer, startObserver } from './observer.ts';
import { type ObserverSettings, observerSettings } from './settings.ts';
import { awaitShutdown, type ShutdownOptions } from './shutdown.ts';
import { type Simulation, startSimulation } from './simulation.ts';

export interface ServeOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
  /** The source of signals. */
  readonly signals: ShutdownOptions['signals'];
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  /** For tests, whose market is always open. */
  readonly clock?: Clock;
  readonly streamTiming?: Partial<StreamTiming>;
}

export interface ServeArguments {
  readonly simulate: boolean;
  readonly speed: number;
  readonly 'starts-at'?: string | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
}

/** `observer serve`. Exit code 0 if it stopped in order, 1 if not, 2 if it could not start. */
export function serveCommand(yargs: Argv, options: ServeOptions, exitWith: (code: number) => void): Argv {
  return yargs.command(
    'serve',
    'Collect, and answer over HTTP, until a signal comes',
    (serve) =>
      serve
        .option('simulate', {
          type: 'boolean',
          default: false,
          describe: 'Collect from a simulator in this process, without account and network',
        })
        .option('speed', {
          type: 'number',
          default: 1,
          describe: 'With --simulate: speed as a multiple of real time',
        })
        .option('starts-at', {
          type: 'string',
          describe: 'With --simulate: simulated start time, such as 2026-11-25T08:55+09:00, or "now"',
        })
        .option('port', { type: 'number', describe: 'Overrides OBSERVER_PORT; 0 for a free one' })
        .option('host', { type: 'string', describe: 'Overrides OBSERVER_HOST' })
        .example('observer serve --simulate', 'Try it: a market opens half a minute later')
        .example('observer serve --simulate --speed 60', 'A trading day in six and a half minutes')
        .example('KIS_APP_KEY=... KIS_APP_SECRET=... observer serve', 'Collect from KIS')
        .epilogue(
          'Environment: docs/observer.md describes every variable.\n' +
            'Exit codes: 0 stopped in order; 1 stopped, and something was cut off; 2 it could not start.',
        )
        .strict(),
    async ({ simulate, speed, startsAt, port, host }) => {
      exitWith(await serve({ simulate, speed, 'starts-at': startsAt, port, host }, options));
    },
  );
}

/** Serves until a signal arrives. @returns the exit code */
export async function serve(args: ServeArguments, options: ServeOptions): Promise<number> {
  const { output, environment } = options;
  const secrets = new Secrets();
  const log = jsonLog({ write: output.out, secrets, context: traceFields });
  // From here on a signal does not end the process. The first process of a container would not even receive
  // one.
  const shutdown = awaitShutdown({ ...options, log });
  let tracing: Tracing | undefined;
  let simulation: Simulation | undefined;
  let observer: Observer;
  try {
    const settings = settingsOf(args, environment);
    const calendar = calendarFrom(settings.calendarFile);
    tracing = await startTracing(environment, VERSION, log);
    if (args.simulate) simulation = await simulationOf(args, calendar);
    observer = await startObserver({
      settings,
      calendar,
      variables: environment,
      version: VERSION,
      revision: REVISION,
      clock: simulation?.clock ?? options.clock ?? systemClock,
      log,
      secrets,
      simulation,
      ...(options.streamTiming === undefined ? {} : { streamTiming: options.streamTiming }),
    });
  } catch (error) {
    output.error(`observer: ${secrets.scrub(described(error))}\n`);
    await simulation?.simulator.close();
    await tracing?.close();
    shutdown.forget();
    return 2;
  }
  if (!shutdown.hasBegun) {
    log.info('The observer has started', { url: observer.url, version: VERSION, simulated: args.simulate });
  }
  await shutdown.promise;
  const problems = [...(await observer.stop())];
  await simulation?.simulator.close();
  await tracing?.close();
  shutdown.forget();
  if (shutdown.errors.length > 0) problems.unshift('an error was not caught');
  if (problems.length === 0) log.info('The observer has stopped in order');
  else log.error('The observer has stopped, but not in order', { problems });
  return problems.length === 0 ? 0 : 1;
}

function settingsOf({ port, host, speed }: ServeArguments, environment: NodeJS.ProcessEnv): ObserverSettings {
  const settings = observerSettings(environment);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new SettingsError(`--port is ${port}, but must be an integer up to 65535`);
  }
  if (!(speed >= 0.01 && speed <= 1_000))
    throw new SettingsError(`--speed is ${speed}, and must be from 0.01 to 1000`);
  const { saidBy } = settings;
  return {
    ...settings,
    port: port ?? settings.port,
    host: host ?? settings.host,
    saidBy: {
      port: port === undefined ? saidBy.port : '--port',
      host: host === undefined ? saidBy.host : '--host',
    },
  };
}

async function simulationOf(
  { speed, 'starts-at': begin }: ServeArguments,
  calendar: TradingCalendar,
): Promise<Simulation> {
  const startsAt = begin === undefined ? undefined : begin === 'now' ? Date.now() : Date.parse(begin);
  // Without an offset it would be this machine's local time, which is rarely intended.
  const isTime = begin === 'now' || /T.*(Z|[+-]\d\d:\d\d)$/.test(begin ?? 'T+09:00');
  if (!isTime || Number.isNaN(startsAt)) {
    throw new SettingsError(`--starts-at is "${begin}", and must be a time such as 2026-11-25T08:55+09:00`);
  }
  return startSimulation({ speed, startsAt, simulator: { calendar } });
}

/** One line for errors that the user can fix, and the stack for our bugs. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
