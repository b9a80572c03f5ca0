import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import { FOLDERS, TRACKS } from '../sink/names.ts';
import { type Checksums, parseChecksums } from './checksums.ts';
import { fileSystem } from './file-system.ts';
import { type ArchiveName, CHECKSUMS, PARTIAL, parseArchiveName } from './names.ts';
import { writeText } from './pack.ts';
import { namesIn } from './sources.ts';

/** A complete archive, with its checksum file. */
export interface Archive extends ArchiveName {
  readonly track: Track;
  readonly folder: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

const LAST_SUCCESS = 'last-success';

/** The directory of the archives. */
export class ArchiveDirectory {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  folderOf(track: Track): string {
    return join(this.directory, FOLDERS[track]);
  }

  /** All archives of one track, or of both. */
  async archives(tracks: readonly Track[] = TRACKS): Promise<readonly Archive[]> {
    const found: Archive[] = [];
    for (const track of tracks) {
      const folder = this.folderOf(track);
      const names = await namesIn(folder);
      for (const name of names) {
        const archive = parseArchiveName(track, name);
        if (archive === undefined || !names.includes(`${name}${CHECKSUMS}`)) continue;
        const { size, modifiedAt } = await fileSystem.status(join(folder, name));
        found.push({ ...archive, track, folder, bytes: size, modifiedAt });
      }
    }
    return found;
  }

  async checksumsOf(archive: Archive): Promise<Checksums | undefined> {
    return parseChecksums(await fileSystem.readText(join(archive.folder, `${archive.name}${CHECKSUMS}`)));
  }

  /** A number that no archive of this name has, complete or not. */
  async freeNumber(track: Track, original: string): Promise<number> {
    const names = await namesIn(this.folderOf(track));
    const own = names.flatMap((name) => parseArchiveName(track, name) ?? []);
    return 1 + Math.max(0, ...own.filter((name) => name.original === original).map(({ number }) => number));
  }

  /** Removes what an interrupted run left. */
  async sweep(): Promise<void> {
    for (const folder of [this.directory, ...TRACKS.map((track) => this.folderOf(track))]) {
      const names = await namesIn(folder);
      for (const name of names) {
        const isOrphan = name.endsWith(CHECKSUMS) && !names.includes(name.slice(0, -CHECKSUMS.length));
        if (name.endsWith(PARTIAL) || isOrphan) await fileSystem.remove(join(folder, name));
      }
    }
  }

  /**
   * Removes the archive first: a later sweep removes checksums without an archive, but nothing would remove
   * an archive without checksums.
   */
  async remove({ folder, name }: Archive): Promise<void> {
    await fileSystem.remove(join(folder, name));
    await fileSystem.remove(join(folder, `${name}${CHECKSUMS}`));
  }

  /** When a run last left nothing behind, in milliseconds since 1970; undefined if that never happened. */
  async lastSuccess(): Promise<number | undefined> {
    try {
      const text = await fileSystem.readText(join(this.directory, LAST_SUCCESS));
      const at = Date.parse(text.trim());
      if (!Number.isNaN(at)) return at;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    // Somebody removed the file with the time, or copied archives here without it.
    return newestOf(await this.archives())?.modifiedAt;
  }

  async noteSuccess(at: number): Promise<void> {
    await writeText(join(this.directory, LAST_SUCCESS), `${new Date(at).toISOString()}\n`);
  }
}

export function newestOf(archives: readonly Archive[]): Archive | undefined {
  return archives.reduce<Archive | undefined>(
    (newest, archive) => (newest === undefined || archive.modifiedAt > newest.modifiedAt ? archive : newest),
    undefined,
  );
}
