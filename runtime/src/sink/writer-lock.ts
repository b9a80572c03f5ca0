import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import { DIRECTORY_MODE, FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { type GenerationLease, GenerationLeases } from '../lease/generation-lease.ts';
import { ceilingOver, heartbeatOf, list } from '../lease/generations.ts';
import { isAlive, type Processes, systemProcesses } from '../lease/owner.ts';
import { SinkError } from './errors.ts';

export interface WriterLockOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Milliseconds without a heartbeat after which a writer counts as gone. */
  readonly ttl: number;
  readonly processes?: Processes;
}

/** Keeps a second writer out of a directory. */
export interface WriterLock {
  /** @throws SinkError `sink/overtaken`; or the error of the file system, if the state is unknown */
  verify(): Promise<void>;
  release(): Promise<void>;
}

const PAUSES = 20;

/**
 * Takes the lock. A holder on this node is alive or dead. One elsewhere, as in a killed pod, is waited for
 * until it has sent a heartbeat or its time is over.
 *
 * @throws SinkError `sink/locked`, `sink/unavailable`
 */
export async function lockDirectory(options: WriterLockOptions): Promise<WriterLock> {
  const { directory, clock, ttl, processes = systemProcesses } = options;
  const leases = new GenerationLeases({
    directory: lockOf(directory),
    processes,
    clock,
    ttl,
    directoryMode: DIRECTORY_MODE,
    fileMode: FILE_MODE,
  });
  const deadline = clock.monotonic() + ttl * 1.5;
  for (;;) {
    const lease = await leases
      .tryAcquire(async () => 0)
      .catch((error: unknown) => {
        throw new SinkError('sink/unavailable', `${directory} cannot be locked: ${codeOf(error)}`, {
          cause: error,
        });
      });
    if (lease !== undefined) return new HeldLock(options, leases, lease);
    if (clock.monotonic() >= deadline || (await isHolderHere(directory, processes))) {
      throw new SinkError('sink/locked', `Another process is writing to ${directory}`);
    }
    await clock.sleep(ttl / PAUSES);
  }
}

function lockOf(directory: string): string {
  return join(directory, '.writer');
}

async function isHolderHere(directory: string, processes: Processes): Promise<boolean> {
  const lock = lockOf(directory);
  // An unreadable state is retried with the next attempt.
  const heartbeat = await list(lock, ceilingOver(0))
    .then(({ highest }) => heartbeatOf(lock, highest))
    .catch(() => undefined);
  return heartbeat !== undefined && isAlive(heartbeat.owner, processes) === true;
}

class HeldLock implements WriterLock {
  readonly #options: WriterLockOptions;
  readonly #leases: GenerationLeases;
  #lease: GenerationLease;
  #verifiedAt: number;

  constructor(options: WriterLockOptions, leases: GenerationLeases, lease: GenerationLease) {
    this.#options = options;
    this.#leases = leases;
    this.#lease = lease;
    this.#verifiedAt = options.clock.monotonic();
  }

  async verify(): Promise<void> {
    const { directory, clock, ttl } = this.#options;
    const now = clock.monotonic();
    // Nobody can have taken over so soon after the last check.
    if (now - this.#verifiedAt < ttl / 4) return;
    const { generation } = this.#lease;
    const highest = await this.#highest();
    if (highest !== 0 && highest !== generation) throw overtaken(directory);
    if (highest === 0) await this.#takeAgain(generation);
    this.#verifiedAt = now;
  }

  async release(): Promise<void> {
    await this.#lease.release();
  }

  /** 0 if the directory was removed, and the lock with it. */
  async #highest(): Promise<number> {
    try {
      return (await list(lockOf(this.#options.directory), this.#lease.ceiling)).highest;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  async #takeAgain(generation: number): Promise<void> {
    await makeDirectory(this.#options.directory);
    const lease = await this.#leases.tryAcquire(async () => generation);
    if (lease === undefined) throw overtaken(this.#options.directory);
    await this.#lease.release();
    this.#lease = lease;
  }
}

function overtaken(directory: string): SinkError {
  return new SinkError('sink/overtaken', `Another process has taken over ${directory}`);
}
