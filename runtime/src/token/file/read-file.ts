import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../../files/error-code.ts';
import { StoreError } from '../store.ts';
import { objectionTo, type PrivacyOptions } from './privacy.ts';
import { unavailable } from './unavailable.ts';

/** A token's file has about a kilobyte. */
const LARGEST_FILE = 65_536;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** What is in a file, or why it has nothing to say. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'corrupt'; readonly why: string };

/**
 * Reads a small private file. It is opened before it is judged, so that what is judged is what is read; a named pipe
 * in its place does not block.
 *
 * @throws StoreError `store/refused` where it is planted, `store/unavailable` where it cannot be read
 */
export async function readPrivateFile(path: string, options: PrivacyOptions): Promise<FileText> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = await file.stat();
    if (stats.isDirectory()) return { kind: 'corrupt', why: 'it is a directory' };
    const objection = objectionTo(stats, 'file', options);
    if (objection !== undefined) throw refusal(path, objection);
    if (stats.size > LARGEST_FILE) return { kind: 'corrupt', why: `it has ${stats.size} bytes` };
    const buffer = Buffer.allocUnsafe(stats.size);
    const { bytesRead } = await file.read(buffer, 0, stats.size, 0);
    return { kind: 'text', text: buffer.toString('utf8', 0, bytesRead) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { kind: 'missing' };
    if (code === 'EISDIR') return { kind: 'corrupt', why: 'it is a directory' };
    // ELOOP is what O_NOFOLLOW gives on Linux and macOS, EMLINK on FreeBSD.
    if (code === 'ELOOP' || code === 'EMLINK') throw refusal(path, 'it is a symbolic link');
    throw unavailable(`${path} cannot be read`, error);
  } finally {
    await file?.close();
  }
}

function refusal(path: string, objection: string): StoreError {
  return new StoreError('store/refused', `${path} is not used: ${objection}`);
}
