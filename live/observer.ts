import path from 'node:path';
import process from 'node:process';
import type { Simulator } from 'kis-simulator';
import { freePort } from 'test-support/free-port';
import type { PostgresqlServer } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { type ServerProcess, startServerProcess } from 'test-support/server-process';
import { mountSmallDisk } from './small-disk.ts';
import type { TraceReceiver } from './trace-receiver.ts';

type Environment = Readonly<Record<string, string>>;

export interface ObserverControl {
  readonly url: string;
  readonly address: string;
  readonly dataDirectory: string;
  /** Nothing else is on the disk of its files. */
  readonly hasSmallDisk: boolean;
  readonly tokenDirectory: string;
  readonly pid: number | undefined;
  log(): string;
  signal(name: NodeJS.Signals): void;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again where it was, with some variables changed. */
  start(environment?: Environment): Promise<void>;
  /** Starts it anew with further variables, until the result is called. One at a time. */
  change(environment: Environment): Promise<() => Promise<void>>;
}

export interface ObserverOptions {
  readonly root: string;
  readonly directory: string;
  readonly simulator: Simulator;
  readonly postgresql: PostgresqlServer;
  readonly traces: TraceReceiver;
  readonly calendarFile: string;
  /** Its files are on a disk of a few megabytes, which can be filled. */
  readonly hasSmallDisk: boolean;
}

export async function startObserver(options: ObserverOptions): Promise<ObserverControl> {
  const { root, directory, simulator, postgresql, traces, calendarFile, hasSmallDisk } = options;
  const { appKey, appSecret } = simulator.account;
  const port = await freePort();
  const dataDirectory = path.join(directory, 'observer');
  const tokenDirectory = path.join(dataDirectory, 'cache');
  if (hasSmallDisk) await mountSmallDisk(dataDirectory);
  const variables = {
    KIS_APP_KEY: appKey,
    KIS_APP_SECRET: appSecret,
    KIS_BASE_URL: simulator.restUrl,
    KIS_WEBSOCKET_URL: simulator.websocketUrl,
    KIS_TOKEN_CACHE_DIR: tokenDirectory,
    OBSERVER_PORT: String(port),
    OBSERVER_SYMBOLS: simulator.symbols.slice(0, 6).join(','),
    OBSERVER_DATA_DIR: dataDirectory,
    OBSERVER_FILE_MINUTES: '1',
    OBSERVER_ARCHIVE_DIR: path.join(directory, 'archive'),
    OBSERVER_CALENDAR_FILE: calendarFile,
    TRACK_A_INTERVAL_SECONDS: '5',
    DATABASE_URL: postgresql.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
  };
  let running: ServerProcess;
  const changes = new Set<Environment>();
  const start = async (environment: Environment = {}) => {
    running = await startServerProcess(
      process.execPath,
      [path.join(root, 'runtime/bin/observer.js'), 'serve'],
      {
        isStoppedByCaller: true,
        stopMilliseconds: 30_000,
        environment: Object.assign({}, variables, ...changes, environment),
        readyAt: async (output) => /"url":"http:\/\/([^"]+)"/.exec(output)?.[1],
      },
    );
  };
  await start();
  releaseAfterwards(() => running.stop());

  const restart = async () => {
    await running.stop();
    await start();
  };
  const address = `127.0.0.1:${port}`;
  return {
    url: `http://${address}`,
    address,
    dataDirectory,
    hasSmallDisk,
    tokenDirectory,
    get pid() {
      return running.pid;
    },
    log: () => running.log(),
    signal: (name) => running.signal(name),
    kill: () => running.kill(),
    stop: () => running.stop(),
    start,
    change: async (environment) => {
      const undo = async () => {
        changes.delete(environment);
        await restart();
      };
      changes.add(environment);
      try {
        await restart();
      } catch (error) {
        await undo();
        throw error;
      }
      return undo;
    },
  };
}
