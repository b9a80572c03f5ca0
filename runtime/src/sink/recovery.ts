import { join } from 'node:path';
import type { Track } from '../record.ts';
import { type SinkFile, type SinkFileSystem, writeWhole } from './file-system.ts';
import { FOLDERS, parseSegmentName, type SegmentName, segmentFile } from './names.ts';

/** What became of a file that was open when its process ended. */
export interface Recovered {
  /** Bytes that were put aside; 0 where the file ended with a whole line. */
  readonly tornBytes: number;
  readonly quarantine: string | undefined;
  /** False where there was not one whole line, so that no file is left of it. */
  readonly isCompleted: boolean;
}

const PIECE = 1 << 20;
const LINE_BREAK = 0x0a;

/** The files of a track that a former process left open. None where there is no folder yet. */
export async function openSegments(
  fileSystem: SinkFileSystem,
  directory: string,
  track: Track,
): Promise<readonly SegmentName[]> {
  const folder = join(directory, FOLDERS[track]);
  await fileSystem.makeDirectory(folder);
  const names = await fileSystem.list(folder);
  return names.flatMap((name) => parseSegmentName(track, name) ?? []).filter(({ isOpen }) => isOpen);
}

/**
 * Completes a file of a former process. What follows its last whole line of JSON is copied into `….torn-<n>` beside it
 * before it is cut off: a process that is killed in between leaves it there twice, and never nowhere.
 *
 * @throws the error of the file system; then the file is as it was, or whole, and this can be done again
 */
export async function recoverSegment(
  fileSystem: SinkFileSystem,
  directory: string,
  track: Track,
  segment: SegmentName,
): Promise<Recovered> {
  const folder = join(directory, FOLDERS[track]);
  const path = join(folder, segment.name);
  const completed = segmentFile(segment.stem, segment.number);
  const file = await fileSystem.open(path);
  let good: number;
  let size: number;
  let quarantine: string | undefined;
  try {
    ({ size } = await file.status());
    good = await endOfWholeLines(file);
    if (good < size) {
      quarantine = await putAside(fileSystem, file, folder, completed, good, size);
      await file.truncate(good);
    }
    // The former process may not have come to it.
    await file.sync();
  } finally {
    await file.close();
  }
  if (good === 0) await fileSystem.remove(path);
  else await fileSystem.rename(path, join(folder, completed));
  await fileSystem.syncDirectory(folder);
  return { tornBytes: size - good, quarantine, isCompleted: good > 0 };
}

/** Where the last line ends before which, and with which, all lines are JSON. */
async function endOfWholeLines(file: SinkFile): Promise<number> {
  const piece = Buffer.alloc(PIECE);
  let [end, position] = [0, 0];
  let rest = Buffer.alloc(0);
  for (;;) {
    const count = await file.read(piece, position);
    if (count === 0) return end;
    position += count;
    let text = Buffer.concat([rest, piece.subarray(0, count)]);
    for (let at = text.indexOf(LINE_BREAK); at !== -1; at = text.indexOf(LINE_BREAK)) {
      if (!isJson(text.subarray(0, at))) return end;
      end += at + 1;
      text = text.subarray(at + 1);
    }
    rest = text;
  }
}

function isJson(line: Uint8Array): boolean {
  try {
    // Fatal: a page that did not reach the disk is full of zeros, and half a letter is no letter.
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return true;
  } catch {
    return false;
  }
}

async function putAside(
  fileSystem: SinkFileSystem,
  file: SinkFile,
  folder: string,
  completed: string,
  from: number,
  to: number,
): Promise<string> {
  const names = await fileSystem.list(folder);
  let number = 1;
  while (names.includes(`${completed}.torn-${number}`)) number += 1;
  const name = `${completed}.torn-${number}`;
  const torn = await fileSystem.create(join(folder, name));
  try {
    const piece = Buffer.alloc(PIECE);
    for (let position = from; position < to; ) {
      const count = await file.read(piece.subarray(0, Math.min(PIECE, to - position)), position);
      if (count === 0) break;
      await writeWhole(torn, piece.subarray(0, count), position - from);
      position += count;
    }
    await torn.sync();
  } catch (error) {
    await fileSystem.remove(join(folder, name)).catch(() => undefined);
    throw error;
  } finally {
    await torn.close();
  }
  await fileSystem.syncDirectory(folder);
  return name;
}
