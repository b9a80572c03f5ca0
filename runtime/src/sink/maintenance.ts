import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import type { Log } from '../telemetry/log.ts';
import type { SinkFileSystem } from './file-system.ts';
import type { SinkObserver } from './metrics.ts';
import { FOLDERS, type SegmentName, TRACKS } from './names.ts';
import { openSegments, recoverSegment } from './recovery.ts';
import type { WriteFailures } from './write-failures.ts';

interface UpkeepOptions {
  readonly directory: string;
  readonly fileSystem: SinkFileSystem;
  readonly log: Log;
  readonly observer: SinkObserver;
  readonly failures: WriteFailures;
}

const EVERY = 60_000;
const JSONL = /\.jsonl(\.open)?$/;

/** Work beside the writing: completes files of a previous process, and counts all files. */
export class Maintenance {
  readonly #options: UpkeepOptions;
  #leftovers: readonly { readonly track: Track; readonly segment: SegmentName }[] = [];
  #dueAt = 0;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  /** Looks for files of a previous process. @throws the error of the file system */
  async start(now: number): Promise<void> {
    const { fileSystem, directory } = this.#options;
    const found = [];
    for (const track of TRACKS) {
      for (const segment of await openSegments(fileSystem, directory, track)) found.push({ track, segment });
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
      if (!(await this.#recover(leftover.track, leftover.segment))) failed.push(leftover);
    }
    this.#leftovers = failed;
    for (const track of TRACKS) await this.count(track);
  }

  async count(track: Track): Promise<void> {
    const { fileSystem, directory, observer } = this.#options;
    const names = await fileSystem.list(join(directory, FOLDERS[track])).catch(() => undefined);
    if (names !== undefined) observer.files(track, names.filter((name) => JSONL.test(name)).length);
  }

  /** On a full disk nothing can be put aside. New records do not need the file, so it can wait. */
  async #recover(track: Track, segment: SegmentName): Promise<boolean> {
    const { fileSystem, directory, log, observer, failures } = this.#options;
    try {
      const { tornBytes, quarantine, isCompleted } = await recoverSegment(
        fileSystem,
        directory,
        track,
        segment,
      );
      if (quarantine !== undefined) {
        observer.torn(track);
        log.warn('A file of the previous process ended in the middle of a line', {
          ...{ track, file: segment.name, tornBytes, quarantine },
        });
      }
      if (isCompleted) observer.completed(track);
      return true;
    } catch (error) {
      // Somebody removed it.
      if (codeOf(error) === 'ENOENT') return true;
      failures.failed(track, `${segment.name} of the process before cannot be completed`, error);
      return false;
    }
  }
}
