import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { reportingFailure } from './failure.ts';
import { type Journal, type JournalPath, type JournalStep, journalName, pointerName } from './journal.ts';
import type { Standing } from './standing.ts';
import { hiddenPrefix } from './target.ts';

export const stagingPrefix = `${hiddenPrefix}staging-`;

/**
 * The new set of files beside the old one: contents on disk, and in memory only their digests. Each target has a
 * staging directory of its own, so that a rename is enough to bring a file into place.
 */
export class Staging {
  /** Absolute paths, in the order of the targets. */
  readonly directories: readonly string[];
  /** The directory that the journal goes into. */
  readonly primary: string;
  readonly #roots: readonly string[];
  readonly #steps: JournalStep[] = [];
  readonly #newDirectories: JournalPath[] = [];
  readonly #knownDirectories = new Set<string>();

  /** @param roots Real paths of the targets. */
  constructor(roots: readonly string[]) {
    const name = stagingPrefix + randomUUID();
    this.#roots = roots;
    this.directories = roots.map((root) => join(root, name));
    this.primary = this.directories[0] ?? '';
    try {
      for (const directory of this.directories) this.#make(directory);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Writes a content that is to replace what stands at its place. */
  addFile(target: number, standing: Standing, content: string): void {
    const bytes = Buffer.from(content);
    const place = join(this.#staging(target), 'new', String(this.#steps.length));
    reportingFailure(place, () => {
      writeFileSync(place, bytes, { mode: 0o644 });
      if (standing.mode !== undefined) chmodSync(place, standing.mode);
    });
    this.#noteNewDirectories(target, standing.path);
    this.#steps.push({
      target,
      path: standing.path,
      before: standing.content === undefined ? null : digest(standing.content),
      after: digest(bytes),
    });
  }

  addDeletion(target: number, path: string, content: Buffer): void {
    this.#steps.push({ target, path, before: digest(content), after: null });
  }

  /** Once this resolves, no loss of power can tear a staged file. */
  async flush(): Promise<void> {
    const waiting = this.#steps.entries();
    const flushNext = async (): Promise<void> => {
      for (const [index, step] of waiting) {
        if (step.after === null) continue;
        const file = await open(join(this.#staging(step.target), 'new', String(index)), 'r+');
        try {
          await file.sync();
        } finally {
          await file.close();
        }
      }
    };
    await Promise.all(Array.from({ length: concurrentFlushes }, flushNext));
    for (const directory of this.directories) flushDirectory(join(directory, 'new'));
  }

  /** Decides on the new set: from here on it will stand, whatever happens to this process. */
  publishJournal(): void {
    const journal: Journal = {
      stagings: this.directories.map((directory) => relative(this.primary, directory)),
      newDirectories: this.#newDirectories,
      steps: this.#steps,
    };
    const journalFile = join(this.primary, journalName);
    reportingFailure(journalFile, () => {
      const descriptor = openSync(`${journalFile}.new`, 'w');
      try {
        writeFileSync(descriptor, JSON.stringify(journal));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(`${journalFile}.new`, journalFile);
      flushDirectory(this.primary);
    });
  }

  discard(): void {
    for (const directory of this.directories) rmSync(directory, { recursive: true, force: true });
  }

  #make(directory: string): void {
    reportingFailure(directory, () => {
      mkdirSync(directory);
      writeFileSync(join(directory, '.gitignore'), '*\n');
      mkdirSync(join(directory, 'new'));
      mkdirSync(join(directory, 'old'));
      if (directory === this.primary) return;
      writeFileSync(join(directory, pointerName), relative(directory, this.primary));
    });
  }

  #staging(target: number): string {
    const directory = this.directories[target];
    if (directory === undefined) throw new RangeError(`there is no target ${target}`);
    return directory;
  }

  #noteNewDirectories(target: number, path: string): void {
    const root = this.#roots[target] ?? '';
    const segments = path.split('/').slice(0, -1);
    for (let length = 1; length <= segments.length; length += 1) {
      const directory = segments.slice(0, length).join('/');
      const key = `${target}/${directory}`;
      if (this.#knownDirectories.has(key)) continue;
      this.#knownDirectories.add(key);
      if (!existsSync(join(root, directory))) this.#newDirectories.push({ target, path: directory });
    }
  }
}

/** More than the four threads of the pool, so that the file system can settle several flushes with one write. */
const concurrentFlushes = 16;

function flushDirectory(directory: string): void {
  // Windows cannot open directories, and needs no flush of them.
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
