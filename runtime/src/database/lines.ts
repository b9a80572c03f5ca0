import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A record takes half a kilobyte. A longer line is not ours, and must not fill the memory. */
const LONGEST_LINE = 64 * 1024;

const LINE_FEED = 0x0a;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** A line without its end; undefined if it is too long or not UTF-8. */
export type Line = string | undefined;

/**
 * Yields the lines of a plain or gzip file, whatever its name, some at a time. Rejects with the error of the
 * file or of decompression, after everything readable.
 */
export async function* linesOf(path: string): AsyncGenerator<readonly Line[]> {
  const lines = new LineSplitter();
  for await (const chunk of await contentOf(path)) yield lines.push(chunk);
  yield lines.end();
}

async function contentOf(path: string): Promise<Readable> {
  const file = await open(path);
  const head = Buffer.alloc(GZIP.length);
  try {
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  const content = createReadStream(path);
  if (!head.equals(GZIP)) return content;
  const unpacked = createGunzip();
  // The stream that is read reports its errors and those of the file.
  pipeline(content, unpacked, () => undefined);
  return unpacked;
}

/** Splits chunks into lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #pieces: Uint8Array[] = [];
  #length = 0;
  #isTooLong = false;

  push(chunk: Uint8Array): readonly Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** Whatever follows the last line feed. */
  end(): readonly Line[] {
    return this.#length === 0 ? [] : [this.#take()];
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#length += piece.length;
    this.#isTooLong ||= this.#length > LONGEST_LINE;
    if (this.#isTooLong) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #take(): Line {
    const [first, ...others] = this.#pieces;
    const isTooLong = this.#isTooLong;
    [this.#pieces, this.#length, this.#isTooLong] = [[], 0, false];
    if (isTooLong) return undefined;
    if (first === undefined) return '';
    try {
      return this.#decoder.decode(others.length === 0 ? first : Buffer.concat([first, ...others]));
    } catch {
      return undefined;
    }
  }
}
