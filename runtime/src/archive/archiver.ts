import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { DIRECTORY_MODE, FILE_MODE } from '../files/make-directory.ts';
import { GenerationLeases } from '../lease/generation-lease.ts';
import type { Log } from '../telemetry/log.ts';
import { ArchiveDirectory, newestOf } from './archive-directory.ts';
import { ArchiveError } from './errors.ts';
import { fileSystem } from './file-system.ts';
import type { ArchiveObserver } from './metrics.ts';
import { codeOfFailure, type RunResult, runOnce } from './run.ts';

export interface ArchiverOptions {
  /** The sink's directory. */
  readonly source: string;
  /** Where archives are kept: on another volume, or they are no backup. */
  readonly target: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: ArchiveObserver;
  /** How many days of archives to keep, counted back from the newest; all by default. */
  readonly keepDays?: number;
}

/**
 * How a run ended: `done` if nothing due is left; `incomplete` if something is, which stays where it was;
 * `busy` if another archiver is running.
 */
export interface ArchiveReport extends Omit<RunResult, 'newestBytes'> {
  readonly outcome: 'done' | 'incomplete' | 'busy';
}

/** Milliseconds between runs. */
const QUARTER = 900_000;
/** A run sends a heartbeat every quarter of this, however long it takes. */
const LOCK_TTL = 60_000;

const NOTHING = { archived: [], removed: [], failures: [] } as const;

/** Runs at once and then on schedule until it is closed. Described in `docs/data-files.md`. */
export function startArchiver(options: ArchiverOptions): Archiver {
  return new Archiver(options);
}

export class Archiver {
  readonly #options: ArchiverOptions;
  readonly #archives: ArchiveDirectory;
  readonly #leases: GenerationLeases;
  readonly #stop: () => void;
  #running: Promise<ArchiveReport> | undefined;
  #isTold = false;
  #isClosed = false;

  constructor(options: ArchiverOptions) {
    const { target, clock } = options;
    this.#options = options;
    this.#archives = new ArchiveDirectory(target);
    const modes = { directoryMode: DIRECTORY_MODE, fileMode: FILE_MODE };
    this.#leases = new GenerationLeases({
      directory: join(target, '.archiver'),
      clock,
      ttl: LOCK_TTL,
      ...modes,
    });
    this.#stop = clock.every(QUARTER, () => {
      void this.runNow();
    });
    void this.runNow();
  }

  /** Runs once. A concurrent call waits for the same run. It never rejects. */
  runNow(): Promise<ArchiveReport> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Waits until a current run has finished what it has begun, but not all that is due. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop();
    await this.#running;
  }

  async #run(): Promise<ArchiveReport> {
    const { clock, log, observer } = this.#options;
    try {
      await this.#tellFormer();
      const result = await this.#locked();
      if (result === undefined) {
        log.warn('Another archiver is running', { target: this.#archives.directory });
        return { outcome: 'busy', ...NOTHING };
      }
      const { newestBytes, ...report } = result;
      if (newestBytes !== undefined) observer.newest(newestBytes);
      const { archived, removed, failures } = report;
      if (archived.length + removed.length > 0) log.info('Files were archived', { archived, removed });
      if (failures.length > 0) {
        this.#failed(failures);
        return { outcome: 'incomplete', ...report };
      }
      const at = clock.now();
      observer.succeeded(at);
      // This fails on a full volume. The next process then uses the time of the newest archive.
      await this.#archives
        .noteSuccess(at)
        .catch((error: unknown) => this.#warn('the time of the success', error));
      return { outcome: 'done', ...report };
    } catch (error) {
      const failures = [{ what: this.#archives.directory, error }];
      this.#failed(failures);
      return { outcome: 'incomplete', ...NOTHING, failures };
    }
  }

  /** Reports what a previous process achieved, so that a restart does not look like a missing backup. */
  async #tellFormer(): Promise<void> {
    if (this.#isTold) return;
    const { observer } = this.#options;
    const newest = newestOf(await this.#archives.archives());
    if (newest !== undefined) observer.newest(newest.bytes);
    const at = await this.#archives.lastSuccess();
    if (at !== undefined) observer.succeeded(at);
    this.#isTold = true;
  }

  /** Undefined if another archiver has the lock. */
  async #locked(): Promise<RunResult | undefined> {
    const { source, clock, keepDays } = this.#options;
    await fileSystem.makeDirectory(this.#archives.directory);
    const lease = await this.#leases.tryAcquire(async () => 0);
    if (lease === undefined) return undefined;
    const fence = async () => {
      if (this.#isClosed) throw new ArchiveError('archive/closed', 'The archiver is closed');
      if (!(await lease.isLatest()))
        throw new ArchiveError('archive/overtaken', 'Another archiver has taken over');
    };
    try {
      return await runOnce({ source, directory: this.#archives, now: clock.now(), keepDays, fence });
    } finally {
      await lease.release();
    }
  }

  #failed(failures: RunResult['failures']): void {
    // Closing ended the run, which is not a failure.
    if (this.#isClosed) return;
    for (const { what, error } of failures) this.#warn(what, error);
    this.#options.observer.failed();
  }

  #warn(what: string, error: unknown): void {
    this.#options.log.error('Archiving failed; the files stay where they are', {
      ...{ what, code: codeOfFailure(error), error },
    });
  }
}
