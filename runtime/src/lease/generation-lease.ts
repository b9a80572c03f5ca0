import { lstat, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import { type RenameOptions, renameFile } from '../files/rename.ts';
import { writeNewFile } from '../files/write-file.ts';
import {
  ceilingOver,
  claim,
  heartbeatOf,
  list,
  nameOf,
  stageName,
  sweepRemains,
  sweepStages,
} from './generations.ts';
import { currentOwner, hasExited, type Processes, systemProcesses } from './owner.ts';

export interface LeaseOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** Milliseconds without a heartbeat after which a holder counts as dead. Longer than a request may take. */
  readonly ttl: number;
  readonly directoryMode: number;
  readonly fileMode: number;
  readonly processes?: Processes;
  readonly rename?: RenameOptions;
}

/**
 * Leases by generation: who creates `gN` holds lease N, and no name is reused. Taking over removes nothing,
 * so nothing can be removed by mistake. Described in `docs/token-cache.md`.
 */
export class GenerationLeases {
  readonly #options: LeaseOptions;
  readonly #processes: Processes;
  /** The last heartbeat, and since when it has not changed, by our own monotonic clock. */
  #seen: { readonly mark: string; readonly since: number } | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#processes = options.processes ?? systemProcesses;
  }

  /**
   * The next lease, or undefined while another process holds one.
   *
   * @param floor the stored generation
   */
  async tryAcquire(floor: () => Promise<number>): Promise<GenerationLease | undefined> {
    const { directory, ttl, directoryMode, fileMode } = this.#options;
    await mkdir(directory, { mode: directoryMode }).catch(ignore('EEXIST'));
    if (!(await lstat(directory)).isDirectory()) {
      throw Object.assign(new Error(`${directory} is not a directory`), { code: 'ENOTDIR' });
    }
    const stored = await floor();
    const ceiling = ceilingOver(stored);
    const { highest, isDone } = await list(directory, ceiling);
    if (highest > 0 && !isDone && !(await this.#isAbandoned(highest))) return undefined;
    if (highest === ceiling) {
      // Something else created this claim: no process counts so far. The next attempt continues from the
      // stored generation.
      await rm(join(directory, nameOf(highest)), { force: true, recursive: true });
      return undefined;
    }
    // If somebody removed the directory, numbering continues from the committed generation.
    const generation = Math.max(highest, stored) + 1;
    const owner = currentOwner(this.#processes);
    const isOurs = await claim(directory, generation, JSON.stringify(owner), owner.nonce, fileMode);
    if (!isOurs) return undefined;
    // We may have been suspended since the first look and have claimed a number that others have passed.
    if ((await list(directory, ceiling)).highest !== generation) {
      await rm(join(directory, nameOf(generation)), { force: true });
      return undefined;
    }
    await sweepStages(directory, generation);
    await sweepRemains(directory, generation, ceiling, ttl).catch(ignore('ENOENT'));
    this.#seen = undefined;
    return new GenerationLease(this.#options, { generation, ceiling, nonce: owner.nonce });
  }

  async #isAbandoned(generation: number): Promise<boolean> {
    const { directory, clock, ttl } = this.#options;
    const heartbeat = await heartbeatOf(directory, generation);
    if (heartbeat === undefined) return false;
    if (hasExited(heartbeat.owner, this.#processes)) return true;
    const now = clock.monotonic();
    if (this.#seen?.mark !== heartbeat.mark) this.#seen = { mark: heartbeat.mark, since: now };
    return now - this.#seen.since >= ttl;
  }
}

/** A lease that is held until it is released or another one has a higher generation. */
export class GenerationLease {
  readonly generation: number;
  /** Claims above it are ignored. */
  readonly ceiling: number;
  readonly #options: LeaseOptions;
  readonly #nonce: string;
  readonly #stopHeartbeat: () => void;
  #stages = 0;

  constructor(
    options: LeaseOptions,
    {
      generation,
      ceiling,
      nonce,
    }: { readonly generation: number; readonly ceiling: number; readonly nonce: string },
  ) {
    this.generation = generation;
    this.ceiling = ceiling;
    this.#options = options;
    this.#nonce = nonce;
    let isBeating = false;
    this.#stopHeartbeat = options.clock.every(options.ttl / 4, () => {
      // A file system that does not respond gets one call, not all threads of the process.
      if (isBeating) return;
      isBeating = true;
      const now = new Date();
      // If the claim is gone, another process has taken over, and the next commit detects it.
      utimes(this.#claim, now, now)
        .catch(() => undefined)
        .finally(() => {
          isBeating = false;
        });
    });
  }

  /**
   * Puts a file in its place unless another process has taken over. Three ordered steps make this safe: stage
   * the file, check that there is no successor, rename it. A successor that appears after the check removes
   * the staged file before it reads the store, so the rename fails.
   *
   * @throws OvertakenError
   */
  async replace(path: string, text: string): Promise<void> {
    const { directory, fileMode, rename } = this.#options;
    this.#stages += 1;
    const stage = join(directory, stageName(this.generation, `${this.#nonce}-${this.#stages}`));
    try {
      await writeNewFile(stage, text, fileMode);
      if (!(await this.isLatest())) throw new OvertakenError(this.generation);
      await renameFile(stage, path, rename);
    } catch (error) {
      await rm(stage, { force: true }).catch(() => undefined);
      throw codeOf(error) === 'ENOENT' ? new OvertakenError(this.generation) : error;
    }
  }

  async isLatest(): Promise<boolean> {
    return (await list(this.#options.directory, this.ceiling)).highest === this.generation;
  }

  async release(): Promise<void> {
    this.#stopHeartbeat();
    const { fileMode } = this.#options;
    // If this fails, the others see that the heartbeat has stopped.
    await writeFile(`${this.#claim}.done`, '', { flag: 'wx', mode: fileMode }).catch(() => undefined);
  }

  get #claim(): string {
    return join(this.#options.directory, nameOf(this.generation));
  }
}

/** Another process has taken over, so the holder must stop. */
export class OvertakenError extends Error {
  readonly code = 'lease/overtaken';

  constructor(generation: number) {
    super(`Another holder has taken over from generation ${generation}`);
    this.name = 'OvertakenError';
  }
}

function ignore(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes(codeOf(error))) throw error;
  };
}
