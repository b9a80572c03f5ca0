import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../../files/error-code.ts';
import { StoreError } from '../store.ts';
import { unavailable } from '../unavailable.ts';
import { objectionTo, type PrivacyOptions } from './privacy.ts';

/** A token file has about a kilobyte. */
const LARGEST_FILE = 65_536;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** The contents of a file, or why it has none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'corrupt'; readonly why: string };

/**
 * Reads a small private file. It opens the file first, so it checks what it reads; a named pipe in its place
 * does not block.
 *
 * @throws StoreError `store/refused` if it is not private, `store/unavailable` if it is unreadable
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
    // O_NOFOLLOW gives ELOOP on Linux and macOS, EMLINK on FreeBSD.
    if (code === 'ELOOP' || code === 'EMLINK') throw refusal(path, 'it is a symbolic link');
    throw unavailable(`${path} cannot be read`, error);
  } finally {
    await file?.close();
  }
}

function refusal(path: string, objection: string): StoreError {
  return new StoreError('store/refused', `${path} is not used: ${objection}`);
}
