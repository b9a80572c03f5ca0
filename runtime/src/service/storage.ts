import { type Archiver, archiveMetrics, startArchiver } from '../archive/index.ts';
import type { Clock } from '../clock.ts';
import { type DatabaseWriter, databaseMetrics, openDatabaseWriter } from '../database/index.ts';
import { type JsonlSink, openJsonlSink, sinkMetrics } from '../sink/index.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Log } from '../telemetry/log.ts';
import { archiveDirectoryOf, dataDirectoryError, dataDirectoryOf, usableDirectory } from './directories.ts';
import type { ObserverSettings } from './settings.ts';
import type { Simulation } from './simulation.ts';

export interface StorageOptions {
  readonly settings: ObserverSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly instruments: Instruments;
  readonly simulation?: Simulation | undefined;
}

/** Where records are kept. */
export interface Storage {
  readonly directory: string;
  readonly sink: JsonlSink;
  readonly archiver: Archiver | undefined;
  readonly database: DatabaseWriter | undefined;
}

/** How long the database queue may take to empty when the service stops. Milliseconds. */
const DATABASE_CLOSE = 5_000;

/** @throws SettingsError, SinkError, DatabaseError */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { settings, clock, log, instruments, simulation } = options;
  const directory = dataDirectoryOf(settings, simulation);
  const archiveDirectory = archiveDirectoryOf(settings, simulation);
  const toRealTime =
    simulation === undefined ? (at: number) => at : (at: number) => simulation.toRealTime(at);
  const written = sinkMetrics(instruments);
  const archived = archiveMetrics(instruments, archiveDirectory !== undefined);
  const queried = databaseMetrics(instruments);

  await usableDirectory('OBSERVER_DATA_DIR', directory);
  if (archiveDirectory !== undefined) await usableDirectory('OBSERVER_ARCHIVE_DIR', archiveDirectory);
  const sink = await openJsonlSink({
    directory,
    clock,
    log,
    observer: {
      ...written,
      written: (track, records, bytes, at) => written.written(track, records, bytes, toRealTime(at)),
    },
    durability: settings.durability,
    limits: { periodMilliseconds: settings.filePeriod },
  }).catch((error: unknown) => {
    throw dataDirectoryError(directory, error);
  });
  let database: DatabaseWriter | undefined;
  try {
    const { databaseUrl: url, archiveDays: keepDays } = settings;
    // Simulated rows would stay among real ones forever.
    database =
      url === undefined || simulation !== undefined
        ? undefined
        : openDatabaseWriter({ url, clock, log, observer: queried });
    const archiver =
      archiveDirectory === undefined
        ? undefined
        : startArchiver({
            source: directory,
            target: archiveDirectory,
            clock,
            log,
            observer: { ...archived, succeeded: (at) => archived.succeeded(toRealTime(at)) },
            ...(keepDays === undefined ? {} : { keepDays }),
          });
    return { directory, sink, archiver, database };
  } catch (error) {
    await closeStorage({ directory, sink, archiver: undefined, database }).catch(() => undefined);
    throw error;
  }
}

/** Closes the records first: everything else can be rebuilt from the files. */
export async function closeStorage({ sink, archiver, database }: Storage): Promise<void> {
  const results = await Promise.allSettled([
    sink.close(),
    archiver?.close(),
    database?.close(DATABASE_CLOSE),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
