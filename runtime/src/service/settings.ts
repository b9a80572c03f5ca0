import { join } from 'node:path';
import { databaseAddress } from '../database/index.ts';
import { Environment, SettingsError } from '../environment.ts';
import { settingsFileText } from '../settings-file.ts';

export interface ObserverSettings {
  readonly host: string;
  readonly port: number;
  /** The variables or options that set them. */
  readonly saidBy: { readonly host: string; readonly port: string };
  /** The directory of the files. */
  readonly dataDirectory: string;
  /** The directory for archives of closed files; nothing is archived without one. */
  readonly archiveDirectory: string | undefined;
  readonly archiveDays: number | undefined;
  readonly durability: 'none' | 'interval' | 'batch';
  /** How much time a file holds. Milliseconds. */
  readonly filePeriod: number;
  /** Shares whose trades are streamed, the most important first. */
  readonly symbols: readonly string[];
  /** Shares whose quotes are polled. */
  readonly universe: readonly string[];
  readonly tracks: { readonly a: boolean; readonly b: boolean };
  /** From the start of one round of quotes to the next. Milliseconds. */
  readonly quoteInterval: number;
  readonly withOrderBook: boolean;
  readonly requestsPerSecond: number | undefined;
  /** The share of the rate for this process if several use the app key. */
  readonly rateShare: number | undefined;
  readonly websocketUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** A file with changes to the trading calendar. */
  readonly calendarFile: string | undefined;
  /**
   * How long new connections are still accepted after the first stop signal, so that others notice.
   * Milliseconds.
   */
  readonly drainDelay: number;
}

/** The largest companies of the exchange in 2026, and the original collector's first list. */
const SYMBOLS = ['005930', '000660', '373220', '051910', '068270', '035720'];

/** @throws SettingsError */
export function observerSettings(variables: NodeJS.ProcessEnv): ObserverSettings {
  const environment = new Environment(variables);
  const isFormerPort =
    environment.text('OBSERVER_PORT') === undefined && environment.text('SERVICE_PORT') !== undefined;
  const portVariable = isFormerPort ? 'SERVICE_PORT' : 'OBSERVER_PORT';
  const symbols = symbolsIn('OBSERVER_SYMBOLS', environment.text('OBSERVER_SYMBOLS')) ?? SYMBOLS;
  return {
    host: environment.text('OBSERVER_HOST') ?? '127.0.0.1',
    port: environment.wholeNumber(portVariable, { least: 0, most: 65_535 }) ?? 8000,
    saidBy: { host: 'OBSERVER_HOST', port: portVariable },
    dataDirectory: environment.path('OBSERVER_DATA_DIR') ?? defaultDataDirectory(environment),
    archiveDirectory: environment.path('OBSERVER_ARCHIVE_DIR'),
    archiveDays: environment.wholeNumber('OBSERVER_ARCHIVE_KEEP_DAYS', { least: 1, most: 36_500 }),
    durability: environment.oneOf('OBSERVER_DURABILITY', ['batch', 'interval', 'none'], 'batch'),
    filePeriod: (environment.wholeNumber('OBSERVER_FILE_MINUTES', { least: 1, most: 5 }) ?? 5) * 60_000,
    symbols,
    universe: universeFrom(environment.path('OBSERVER_UNIVERSE_FILE')) ?? symbols,
    tracks: { a: environment.flag('TRACK_A_ENABLED', true), b: environment.flag('TRACK_B_ENABLED', true) },
    quoteInterval: (environment.number('TRACK_A_INTERVAL_SECONDS', { least: 1, most: 86_400 }) ?? 300) * 1000,
    withOrderBook: environment.flag('TRACK_A_ORDER_BOOK'),
    requestsPerSecond: environment.number('KIS_REQUESTS_PER_SECOND', { least: 0.01, most: 1_000 }),
    rateShare: environment.number('KIS_RATE_SHARE', { least: 0.01, most: 1 }),
    websocketUrl: environment.url('KIS_WEBSOCKET_URL', ['ws:', 'wss:']),
    databaseUrl: databaseAddress(variables),
    calendarFile: environment.path('OBSERVER_CALENDAR_FILE'),
    drainDelay: (environment.number('OBSERVER_DRAIN_DELAY_SECONDS', { least: 0, most: 20 }) ?? 0) * 1000,
  };
}

function defaultDataDirectory(environment: Environment): string {
  const share = environment.userDirectory('XDG_DATA_HOME', join('.local', 'share'), 'OBSERVER_DATA_DIR');
  return join(share, 'kis-observer');
}

/** Codes of shares, separated by commas, blanks or lines; `#` begins a comment. */
function symbolsIn(what: string, text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const symbols = text
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').split(/[\s,]+/))
    .filter((symbol) => symbol !== '');
  const wrong = symbols.find((symbol) => !/^[0-9A-Z]{6,9}$/.test(symbol));
  if (wrong !== undefined) {
    throw new SettingsError(`${what} has "${wrong.slice(0, 40)}", which is not a share code such as 005930`);
  }
  if (symbols.length === 0) throw new SettingsError(`${what} contains no share`);
  return [...new Set(symbols)];
}

function universeFrom(file: string | undefined): readonly string[] | undefined {
  if (file === undefined) return undefined;
  return symbolsIn(`OBSERVER_UNIVERSE_FILE ${file}`, settingsFileText('OBSERVER_UNIVERSE_FILE', file));
}
