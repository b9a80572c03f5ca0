import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { codeOf } from '../files/error-code.ts';
import { type Checksums, checksumText, type PackedSegment } from './checksums.ts';
import { ArchiveError } from './errors.ts';
import { fileSystem } from './file-system.ts';
import { CHECKSUMS, PARTIAL } from './names.ts';

interface PackOptions {
  /** The directory of the segments. */
  readonly source: string;
  readonly segments: readonly string[];
  /** Where the archive goes; it may be on another file system. */
  readonly target: string;
  readonly archive: string;
  /** @throws if this process must stop */
  readonly fence: () => Promise<void>;
}

/**
 * Packs segments into an archive, one after another, and unpacks it again to verify them. The archive exists
 * from the moment it is renamed: before that, the next run removes the rest; afterwards, the archive is
 * complete and has its checksums.
 *
 * @throws ArchiveError, or the error of the file system; then there is no such archive
 */
export async function pack(options: PackOptions): Promise<Checksums> {
  const { target, archive, fence } = options;
  const path = join(target, archive);
  const partial = `${path}${PARTIAL}`;
  const { segments, sha256 } = await write(options, partial);
  await fileSystem.sync(partial);
  await verify(partial, { archive, sha256, segments });
  const checksums = { archive, sha256, segments };
  await writeText(`${path}${CHECKSUMS}`, checksumText(checksums));
  await fence();
  await fileSystem.rename(partial, path);
  await fileSystem.syncDirectory(target);
  return checksums;
}

/** Writes a file completely or not at all. */
export async function writeText(path: string, text: string): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  await pipeline(Readable.from([text]), fileSystem.writer(partial));
  await fileSystem.sync(partial);
  await fileSystem.rename(partial, path);
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytesOf(fileSystem.reader(path))) hash.update(piece);
  return hash.digest('hex');
}

async function write(
  { source, segments, archive }: PackOptions,
  partial: string,
): Promise<{ readonly segments: readonly PackedSegment[]; readonly sha256: string }> {
  const packed: PackedSegment[] = [];
  async function* contents(): AsyncGenerator<Uint8Array> {
    for (const name of segments) {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const piece of bytesOf(fileSystem.reader(join(source, name)))) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
      packed.push({ name, bytes, sha256: hash.digest('hex') });
    }
  }
  const whole = createHash('sha256');
  await pipeline(Readable.from(contents()), createGzip(), hashing(whole), fileSystem.writer(partial));
  if (packed.length !== segments.length)
    throw new ArchiveError('archive/unverified', `${archive} lacks segments`);
  return { segments: packed, sha256: whole.digest('hex') };
}

function hashing(hash: Hash): (source: AsyncIterable<unknown>) => AsyncGenerator<Uint8Array> {
  return async function* pass(source) {
    for await (const piece of bytesOf(source)) {
      hash.update(piece);
      yield piece;
    }
  };
}

/**
 * @throws ArchiveError `archive/unverified` if the file does not match what was packed, or does not unpack to
 *   its segments
 */
async function verify(path: string, expected: Checksums): Promise<void> {
  const { archive } = expected;
  const isWhole = await unpacksTo(path, expected).catch((error: unknown) => {
    // Errors of zlib mean a damaged file; an unreadable file is another error.
    if (codeOf(error).startsWith('Z_')) return false;
    throw error;
  });
  if (!isWhole) throw new ArchiveError('archive/unverified', `${archive} does not unpack to its sources`);
}

async function unpacksTo(path: string, { sha256, segments }: Checksums): Promise<boolean> {
  const whole = createHash('sha256');
  const found: string[] = [];
  await pipeline(fileSystem.reader(path), hashing(whole), createGunzip(), async (unpacked) => {
    let hash = createHash('sha256');
    let left = segments[0]?.bytes ?? 0;
    for await (const piece of bytesOf(unpacked)) {
      let rest = piece;
      while (rest.length > 0) {
        const own = rest.subarray(0, left);
        hash.update(own);
        left -= own.length;
        rest = rest.subarray(own.length);
        if (left > 0) continue;
        found.push(hash.digest('hex'));
        hash = createHash('sha256');
        left = segments[found.length]?.bytes ?? Number.POSITIVE_INFINITY;
      }
    }
    // Empty segments at the end have no piece of their own.
    while (segments[found.length]?.bytes === 0) found.push(createHash('sha256').digest('hex'));
  });
  return (
    whole.digest('hex') === sha256 && segments.every((segment, index) => segment.sha256 === found[index])
  );
}

async function* bytesOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    if (!(piece instanceof Uint8Array)) throw new TypeError('A byte stream contained something else');
    yield piece;
  }
}
