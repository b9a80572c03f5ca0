import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, unwritable } from './failure.ts';

/**
 * Reads a user's text file for editing; its byte order mark, if any, is kept as U+FEFF.
 *
 * @returns `undefined` if the file does not exist.
 * @throws DiagnosticError `files/encoding` if the text could not be written back unchanged.
 */
export function readEditable(directory: string, path: string): string | undefined {
  const file = join(directory, path);
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unwritable(file, error, NOTHING_WRITTEN);
  }
  if (isUtf8(content)) return content.toString();
  throw DiagnosticError.of({
    code: 'files/encoding',
    place: { file },
    message: 'the file is not encoded in UTF-8',
    reason:
      'Its other characters, such as Korean comments in CP949, would be destroyed by editing it as UTF-8',
    remedy: `Convert it, for example with: iconv -f CP949 -t UTF-8 ${path}`,
  });
}
