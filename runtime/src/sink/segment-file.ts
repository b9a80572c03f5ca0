import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import { SinkError } from './errors.ts';
import { type SinkFile, type SinkFileSystem, writeWhole } from './file-system.ts';
import { FOLDERS, freeNumber, openFile, type Period, segmentFile } from './names.ts';

export interface SegmentFilesOptions {
  readonly directory: string;
  readonly fileSystem: SinkFileSystem;
  /** Whether names must survive a power failure. */
  readonly isDurable: boolean;
}

/** Creates the files of segments. Each gets a new name; existing files are never written to. */
export class SegmentFiles {
  readonly #options: SegmentFilesOptions;

  constructor(options: SegmentFilesOptions) {
    this.#options = options;
  }

  async create(period: Period): Promise<SegmentFile> {
    const { directory, fileSystem } = this.#options;
    const folder = join(directory, FOLDERS[period.track]);
    await fileSystem.makeDirectory(folder);
    const number = freeNumber(period.track, period.stem, await fileSystem.list(folder));
    const paths = {
      parent: directory,
      folder,
      open: join(folder, openFile(period.stem, number)),
      completed: join(folder, segmentFile(period.stem, number)),
    };
    return new SegmentFile(paths, await fileSystem.create(paths.open), this.#options);
  }
}

interface SegmentPaths {
  readonly parent: string;
  readonly folder: string;
  readonly open: string;
  readonly completed: string;
}

/** A file that is being written: `….jsonl.open`, and `….jsonl` when it is complete. */
export class SegmentFile {
  readonly #paths: SegmentPaths;
  readonly #fileSystem: SinkFileSystem;
  readonly #isDurable: boolean;
  #file: SinkFile | undefined;
  #isNameDurable: boolean;
  #isRenamed = false;

  constructor(paths: SegmentPaths, file: SinkFile, { fileSystem, isDurable }: SegmentFilesOptions) {
    this.#paths = paths;
    this.#file = file;
    this.#fileSystem = fileSystem;
    this.#isDurable = isDurable;
    this.#isNameDurable = !isDurable;
  }

  /**
   * Ensures that the next byte follows the last one.
   *
   * @param isTailUnknown whether a failed write may have left more, which is cut off
   * @throws SinkError `sink/file-changed` if somebody removed or changed the file
   */
  async prepare(length: number, isTailUnknown: boolean): Promise<void> {
    const file = this.#file ?? (await this.#reopen());
    this.#file = file;
    const { size, hasName } = await file.status();
    if (!hasName || size < length || (size > length && !isTailUnknown)) throw this.#changed();
    if (size > length) await file.truncate(length);
    if (this.#isNameDurable) return;
    await this.#fileSystem.syncDirectory(this.#paths.folder);
    await this.#fileSystem.syncDirectory(this.#paths.parent);
    this.#isNameDurable = true;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await writeWhole(this.#opened, bytes, position);
  }

  async sync(): Promise<void> {
    await this.#opened.sync();
  }

  /** Closes the descriptor; the next `prepare` opens a new one. An error of close does not matter here. */
  async release(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  /** Everything is written: gives the file its final name. Can be repeated after a failure. */
  async complete(): Promise<void> {
    await this.release();
    if (!this.#isRenamed) await this.#fileSystem.rename(this.#paths.open, this.#paths.completed);
    this.#isRenamed = true;
    if (this.#isDurable) await this.#fileSystem.syncDirectory(this.#paths.folder);
  }

  async #reopen(): Promise<SinkFile> {
    try {
      return await this.#fileSystem.open(this.#paths.open);
    } catch (error) {
      throw codeOf(error) === 'ENOENT' ? this.#changed() : error;
    }
  }

  get #opened(): SinkFile {
    if (this.#file === undefined) throw this.#changed();
    return this.#file;
  }

  #changed(): SinkError {
    return new SinkError('sink/file-changed', `Another program removed or changed ${this.#paths.open}`);
  }
}
