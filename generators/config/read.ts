import { readFile } from 'node:fs/promises';
import { DiagnosticError } from '../base/diagnostic.ts';

const SMALLEST_FILE = [
  'app: my-service',
  'namespace: my-service-prod',
  'grafana:',
  '  url: https://grafana.example.com',
  'runbooks:',
  '  url: https://github.com/example/my-service/blob/main/docs/runbooks',
].join('\n');

/**
 * The text of the configuration file, which must be UTF-8.
 *
 * @throws DiagnosticError `config/unreadable`
 */
export async function readConfiguration(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw unreadable(file, ...explainReadError(file, code), { cause: error });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(file, `${file} is not UTF-8`, 'Save it as UTF-8.', { cause: error });
  }
  if (text.trim() === '') {
    throw unreadable(file, `${file} is empty`, `Write at least:\n${SMALLEST_FILE}`);
  }
  return text;
}

/**
 * @param code of the system error, such as `ENOENT`.
 * @returns message and remedy
 */
export function explainReadError(file: string, code: string): [message: string, remedy: string] {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        `${file} does not exist`,
        `Name the file with --config, or create it with at least:\n${SMALLEST_FILE}`,
      ];
    case 'EISDIR':
      return [`${file} is a directory`, 'Name the file in it with --config.'];
    case 'EACCES':
    case 'EPERM':
      return [`${file} may not be read`, `Give yourself the right to read it: chmod u+r ${file}`];
    default:
      return [`${file} cannot be read${code === '' ? '' : ` (${code})`}`, 'Check the path and the disk.'];
  }
}

function unreadable(file: string, message: string, remedy: string, options?: ErrorOptions): DiagnosticError {
  const reason = 'Nothing can be generated without the configuration.';
  return DiagnosticError.of({ code: 'config/unreadable', place: { file }, message, reason, remedy }, options);
}
