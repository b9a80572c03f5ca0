import { join } from 'node:path';
import { type ArchiveDirectory, newestOf } from './archive-directory.ts';
import type { Checksums, PackedSegment } from './checksums.ts';
import { ArchiveError } from './errors.ts';
import type { ArchiveFileSystem } from './file-system.ts';
import { archiveName, endOf } from './names.ts';
import { hashOf, pack } from './pack.ts';
import { type Retention, surplus } from './retention.ts';
import { dueSources, type Sources } from './sources.ts';

/** Milliseconds: the longest segment, and time to complete it. */
const LONGEST_OPEN = 2 * 3_600_000;

export interface RunOptions {
  readonly fileSystem: ArchiveFileSystem;
  /** The directory of the sink. */
  readonly source: string;
  readonly directory: ArchiveDirectory;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long ago an hour or a day must have ended. */
  readonly settleMilliseconds: number;
  readonly retention: Retention;
  /** @throws where this process may not go on */
  readonly fence: () => Promise<void>;
}

export interface RunResult {
  /** Names of archives that were made, with their folders. */
  readonly archived: readonly string[];
  /** Names of archives that were removed, because they are old or too much. */
  readonly removed: readonly string[];
  readonly failures: readonly { readonly what: string; readonly error: unknown }[];
  /** Bytes of the newest archive; undefined where there is none. */
  readonly newestBytes: number | undefined;
}

/**
 * Archives all that is due. One that fails does not keep the others from being archived. The caller holds the lock.
 *
 * @throws the error of the file system where nothing at all can be done
 */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { fileSystem, source, directory, now, settleMilliseconds, retention, fence } = options;
  await directory.sweep();
  const archived: string[] = [];
  const failures: { readonly what: string; readonly error: unknown }[] = [];
  for (const sources of await dueSources(fileSystem, source, now - settleMilliseconds)) {
    const { track, original } = sources;
    try {
      if (sources.isOpen) {
        assertOpenForAReason(original, now - settleMilliseconds);
        continue;
      }
      archived.push(...(await archiveOne(sources, options)));
    } catch (error) {
      failures.push({ what: `track ${track}, ${original}`, error });
    }
  }
  const archives = await directory.archives();
  const removed: string[] = [];
  for (const archive of surplus(archives, retention, now)) {
    await fence();
    await directory.remove(archive);
    removed.push(archive.name);
  }
  return { archived, removed, failures, newestBytes: newestOf(archives)?.bytes };
}

/** Late records keep a segment open for minutes. One that stays open, because it cannot be completed, is in no backup. */
function assertOpenForAReason(original: string, until: number): void {
  if (endOf(original) + LONGEST_OPEN > until) return;
  throw new ArchiveError('archive/open', `A file of ${original} was never completed`);
}

/** Removes a segment only where an archive that is whole has it. */
async function archiveOne(sources: Sources, options: RunOptions): Promise<readonly string[]> {
  const { fileSystem, directory, fence } = options;
  const { track, folder, original, segments } = sources;
  await fence();
  const kept = await keptSegments(sources, options);
  const missing = [];
  for (const { name } of segments) {
    const own = kept.filter((segment) => segment.name === name);
    const sha256 = own.length === 0 ? '' : await hashOf(fileSystem, join(folder, name));
    if (!own.some((segment) => segment.sha256 === sha256)) missing.push(name);
  }
  const made: string[] = [];
  if (missing.length > 0) {
    const target = directory.folderOf(track);
    await fileSystem.makeDirectory(target);
    await fileSystem.syncDirectory(directory.directory);
    const archive = archiveName(original, await directory.freeNumber(track, original));
    await pack({ fileSystem, source: folder, segments: missing, target, archive, fence });
    made.push(archive);
  }
  await fence();
  for (const { name } of segments) await fileSystem.remove(join(folder, name));
  await fileSystem.syncDirectory(folder);
  return made;
}

/** What former archives of the day or hour have: where a run ended after its archive was made, or segments came late. */
async function keptSegments(
  { track, original }: Sources,
  options: RunOptions,
): Promise<readonly PackedSegment[]> {
  const { fileSystem, directory } = options;
  const found: PackedSegment[] = [];
  for (const archive of await directory.archives([track])) {
    if (archive.original !== original) continue;
    const checksums: Checksums | undefined = await directory.checksumsOf(archive);
    const sha256 = await hashOf(fileSystem, join(archive.folder, archive.name));
    // One that is damaged counts as not there: what it should have is packed again.
    if (checksums?.sha256 === sha256) found.push(...checksums.segments);
  }
  return found;
}

/** What stands in a log of a failure. */
export function codeOfFailure(error: unknown): string {
  if (error instanceof ArchiveError) return error.code;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
