import { join } from 'node:path';
import { type ArchiveDirectory, newestOf } from './archive-directory.ts';
import type { Checksums, PackedSegment } from './checksums.ts';
import { ArchiveError } from './errors.ts';
import { fileSystem } from './file-system.ts';
import { archiveName, endOf } from './names.ts';
import { hashOf, pack } from './pack.ts';
import { surplus } from './retention.ts';
import { dueSources, type Sources } from './sources.ts';

/** How long an hour or a day must be over before it is archived. Milliseconds. */
const DELAY = 600_000;
/** Milliseconds: the longest segment, and time to complete it. */
const LONGEST_OPEN = 2 * 3_600_000;

export interface RunOptions {
  /** The sink's directory. */
  readonly source: string;
  readonly directory: ArchiveDirectory;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many days of archives to keep; undefined keeps all. */
  readonly keepDays: number | undefined;
  /** @throws if this process must stop */
  readonly fence: () => Promise<void>;
}

export interface RunResult {
  /** Names of new archives, with their folders. */
  readonly archived: readonly string[];
  /** Names of deleted archives. */
  readonly removed: readonly string[];
  readonly failures: readonly { readonly what: string; readonly error: unknown }[];
  /** Size of the newest archive; undefined if there is none. */
  readonly newestBytes: number | undefined;
}

/**
 * Archives everything that is due. A failure does not keep the others from being archived. The caller holds
 * the lock.
 *
 * @throws the error of the file system if nothing can be done at all
 */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { source, directory, now, keepDays, fence } = options;
  const until = now - DELAY;
  await directory.sweep();
  const archived: string[] = [];
  const failures: { readonly what: string; readonly error: unknown }[] = [];
  for (const sources of await dueSources(source, until)) {
    const { track, original } = sources;
    try {
      if (sources.isOpen) {
        assertOpenForAReason(original, until);
        continue;
      }
      archived.push(...(await archiveOne(sources, options)));
    } catch (error) {
      failures.push({ what: `track ${track}, ${original}`, error });
    }
  }
  const archives = await directory.archives();
  const removed: string[] = [];
  for (const archive of surplus(archives, keepDays, now)) {
    await fence();
    await directory.remove(archive);
    removed.push(archive.name);
  }
  return { archived, removed, failures, newestBytes: newestOf(archives)?.bytes };
}

/**
 * Late records keep a segment open for minutes. If one stays open because it cannot be completed, no backup
 * has it.
 */
function assertOpenForAReason(original: string, until: number): void {
  if (endOf(original) + LONGEST_OPEN > until) return;
  throw new ArchiveError('archive/open', `A file of ${original} was never completed`);
}

/** Removes a segment only if a complete archive contains it. */
async function archiveOne(sources: Sources, options: RunOptions): Promise<readonly string[]> {
  const { directory, fence } = options;
  const { track, folder, original, segments } = sources;
  await fence();
  const kept = await keptSegments(sources, options);
  const missing = [];
  for (const { name } of segments) {
    const own = kept.filter((segment) => segment.name === name);
    const sha256 = own.length === 0 ? '' : await hashOf(join(folder, name));
    if (!own.some((segment) => segment.sha256 === sha256)) missing.push(name);
  }
  const made: string[] = [];
  if (missing.length > 0) {
    const target = directory.folderOf(track);
    await fileSystem.makeDirectory(target);
    await fileSystem.syncDirectory(directory.directory);
    const archive = archiveName(original, await directory.freeNumber(track, original));
    await pack({ source: folder, segments: missing, target, archive, fence });
    made.push(archive);
  }
  await fence();
  for (const { name } of segments) await fileSystem.remove(join(folder, name));
  await fileSystem.syncDirectory(folder);
  return made;
}

/**
 * The contents of earlier archives of the day or hour: a run may have ended after making its archive, or
 * segments may have arrived late.
 */
async function keptSegments(
  { track, original }: Sources,
  options: RunOptions,
): Promise<readonly PackedSegment[]> {
  const { directory } = options;
  const found: PackedSegment[] = [];
  for (const archive of await directory.archives([track])) {
    if (archive.original !== original) continue;
    const checksums: Checksums | undefined = await directory.checksumsOf(archive);
    const sha256 = await hashOf(join(archive.folder, archive.name));
    // A damaged archive counts as missing: its contents are packed again.
    if (checksums?.sha256 === sha256) found.push(...checksums.segments);
  }
  return found;
}

/** A failure's code for the log. */
export function codeOfFailure(error: unknown): string {
  if (error instanceof ArchiveError) return error.code;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
