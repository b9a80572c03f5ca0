import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { DiagnosticError } from '../base/diagnostic.ts';
import { digestOf } from './existing.ts';
import { checkPath } from './path.ts';

/** A file that a run wants in a target. */
export interface OutputFile {
  /** Relative to the target's directory, with `/` between segments. */
  readonly path: string;
  readonly content: string;
  /**
   * For an edit of a user's file, such as their `kustomization.yaml`: the text that `content` was made from.
   * The edit is written only while the file still has that text, and the file stays theirs.
   */
  readonly basedOn?: string;
}

/** A directory that receives files. */
export interface Target {
  /** Absolute path, or relative to the working directory. */
  readonly directory: string;
  /** True for a directory of our own (`out/`); false if a missing directory means a wrong argument. */
  readonly isCreatedIfMissing: boolean;
  /** False if a run only edits a user's file, so that there is nothing to record. */
  readonly hasManifest: boolean;
}

/** A file that is ready to write. */
export interface PreparedFile {
  readonly path: string;
  readonly digest: string;
  readonly basedOn: string | undefined;
  content(): Buffer;
}

/** Beyond this size the files of a fleet are compressed, to a tenth: a thousand services take 1.2 GB. */
const KEPT_AS_THEY_ARE = 32 * 2 ** 20;

/** All files of a target. They are in memory, built and checked, before the first one is written. */
export class FileSet {
  readonly target: Target;
  readonly #files = new Map<string, PreparedFile>();
  #size = 0;

  constructor(target: Target) {
    this.target = target;
  }

  /** @throws DiagnosticError `files/path` or `files/duplicate`. */
  add({ path, content: text, basedOn }: OutputFile): void {
    checkPath(this.target.directory, path);
    const other = this.#files.get(keyOf(path));
    if (other !== undefined) throw duplicate(join(this.target.directory, path), other.path, path);
    const bytes = Buffer.from(text);
    this.#size += bytes.length;
    const content = this.#size > KEPT_AS_THEY_ARE ? packed(bytes) : () => bytes;
    this.#files.set(keyOf(path), { path, digest: digestOf(bytes), basedOn, content });
  }

  get files(): Iterable<PreparedFile> {
    return this.#files.values();
  }

  has(path: string): boolean {
    return this.#files.has(keyOf(path));
  }
}

/** A separate function, because a closure in another one would keep the bytes alive. */
function packed(bytes: Buffer): () => Buffer {
  // A copy, because the buffer that zlib returns is part of a larger one.
  const small = Buffer.from(deflateRawSync(bytes, { level: 1 }));
  return () => inflateRawSync(small);
}

/** macOS and Windows ignore case, and macOS the composition of accents and Hangul. */
function keyOf(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function duplicate(file: string, first: string, second: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/duplicate',
    place: { file },
    message: `two generated files want one place: ${first} and ${second}`,
    reason: 'The second would overwrite the first, on every system or on one that ignores case',
    remedy: 'Give the two definitions that they come from names that differ by more than case.',
  });
}
