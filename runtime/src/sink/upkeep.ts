import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import type { SinkFileSystem } from './file-system.ts';
import { FOLDERS, type PartName, TRACKS } from './names.ts';
import type { SinkObserver } from './observer.ts';
import { openParts, recoverPart } from './recovery.ts';
import type { Troubles } from './troubles.ts';

interface UpkeepOptions {
  readonly directory: string;
  readonly fileSystem: SinkFileSystem;
  readonly log: Log;
  readonly observer: SinkObserver;
  readonly troubles: Troubles;
}

const EVERY = 60_000;
const JSONL = /\.jsonl(\.open)?$/;

/** What is done beside the writing: files of a former process are completed, and all files are counted. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  #leftovers: readonly { readonly track: Track; readonly part: PartName }[] = [];
  #dueAt = 0;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Looks for what a former process left. @throws the error of the file system */
  async start(now: number): Promise<void> {
    const { fileSystem, directory } = this.#options;
    const found = [];
    for (const track of TRACKS) {
      for (const part of await openParts(fileSystem, directory, track)) found.push({ track, part });
    }
    this.#leftovers = found;
    await this.run(now);
  }

  isDue(now: number): boolean {
    return now >= this.#dueAt;
  }

  async run(now: number): Promise<void> {
    this.#dueAt = now + EVERY;
    const failed = [];
    for (const leftover of this.#leftovers) {
      if (!(await this.#recover(leftover.track, leftover.part))) failed.push(leftover);
    }
    this.#leftovers = failed;
    for (const track of TRACKS) await this.count(track);
  }

  async count(track: Track): Promise<void> {
    const { fileSystem, directory, observer } = this.#options;
    const names = await fileSystem.list(join(directory, FOLDERS[track])).catch(() => undefined);
    if (names !== undefined) observer.files(track, names.filter((name) => JSONL.test(name)).length);
  }

  /** On a full disk nothing can be put aside; new records do not need the file, so it can wait for its turn. */
  async #recover(track: Track, part: PartName): Promise<boolean> {
    const { fileSystem, directory, log, observer, troubles } = this.#options;
    try {
      const { tornBytes, quarantine, isCompleted } = await recoverPart(fileSystem, directory, track, part);
      if (quarantine !== undefined) {
        observer.torn(track);
        log.warn('A file of the process before ended in the middle of a line', {
          ...{ track, file: part.name, tornBytes, quarantine },
        });
      }
      if (isCompleted) observer.completed(track);
      return true;
    } catch (error) {
      // Somebody has removed it.
      if (codeOf(error) === 'ENOENT') return true;
      troubles.failed(track, `${part.name} of the process before cannot be completed`, error);
      return false;
    }
  }
}
