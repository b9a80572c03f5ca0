import { join } from 'node:path';
import type { Track } from '../record.ts';
import { type SinkFile, type SinkFileSystem, writeWhole } from './file-system.ts';
import { FOLDERS, parseSegmentName, type SegmentName, segmentFile } from './names.ts';

/** What happened to a file that was open when its process ended. */
export interface Recovered {
  /** Bytes put aside; 0 if the file ended with a complete line. */
  readonly tornBytes: number;
  readonly quarantine: string | undefined;
  /** False if there was not a single complete line, so that no file remains. */
  readonly isCompleted: boolean;
}

const PIECE = 1 << 20;
const LINE_BREAK = 0x0a;

/** Files of a track that a previous process left open. Empty if there is no folder yet. */
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
 * Completes a file of a previous process. Whatever follows its last complete line of JSON is copied to
 * `….torn-<n>` before it is cut off, so a process that is killed in between leaves it twice, and never loses
 * it.
 *
 * @throws the error of the file system; the file is then unchanged or complete, and the call can be repeated
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
    // The previous process may not have flushed it.
    await file.sync();
  } finally {
    await file.close();
  }
  if (good === 0) await fileSystem.remove(path);
  else await fileSystem.rename(path, join(folder, completed));
  await fileSystem.syncDirectory(folder);
  return { tornBytes: size - good, quarantine, isCompleted: good > 0 };
}

/** The end of the last line up to which all lines are JSON. */
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
    // Fatal: a page that did not reach the disk is all zeros, and half a character is invalid.
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
