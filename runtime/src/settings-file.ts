import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { SettingsError } from './environment.ts';
import { codeOf } from './files/error-code.ts';

const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** Far more than any of them needs. */
const LARGEST_FILE = 2 ** 20;

/**
 * The text of a file that a variable names. Refuses a named pipe instead of waiting for it.
 *
 * @throws SettingsError
 */
export function settingsFileText(variable: string, file: string): string {
  const refuse = (reason: string) => new SettingsError(`${variable} cannot be read: ${file}: ${reason}`);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw refuse('it is a directory (EISDIR)');
    if (!stats.isFile()) throw refuse('it is not a regular file');
    if (stats.size > LARGEST_FILE)
      throw refuse(`it has ${stats.size} bytes, and ${LARGEST_FILE} are allowed`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor));
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw refuse(
      codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : codeOf(error),
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
