import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { type ExistingFile, findFile } from './existing.ts';
import { isPlainPath } from './path.ts';

/**
 * The manifest is next to the files and committed with them. It records what runs wrote; nothing else may be
 * replaced or deleted. `sha256sum -c` reads it; one line per file keeps merges easy.
 */
export const MANIFEST = 'observability-as-code.sha256';

/**
 * The digests that a file may have, by path. There are several during a run, after a killed run, or after a
 * merge that kept both sides.
 */
export type Manifest = ReadonlyMap<string, readonly string[]>;

const FORMAT = 1;
const HEADER = `# observability-as-code manifest, format ${FORMAT}: what "oac generate" may replace or delete here. Commit it.`;

/** The text of a manifest, which depends only on its records. */
export function formatManifest(files: Manifest): string {
  const lines = [
    HEADER,
    ...[...files].sort(byPath).flatMap(([path, digests]) => digests.map((digest) => `${digest}  ${path}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** A manifest with the file it was read from. */
export interface ExistingManifest {
  readonly files: Manifest;
  readonly file: ExistingFile;
}

/**
 * The manifest in a directory; `undefined` if there is none.
 *
 * @throws DiagnosticError `files/manifest` for one that cannot be trusted.
 */
export function readManifest(directory: string): ExistingManifest | undefined {
  const file = findFile(directory, MANIFEST);
  if (file === undefined) return undefined;
  return { files: parseManifest(file.content.toString(), join(directory, MANIFEST)), file };
}

function parseManifest(text: string, file: string): Manifest {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const format = /^# observability-as-code manifest, format (\d+)\b/.exec(header)?.[1];
  if (format === undefined) throw untrusted(file, 1, 'this is not a manifest of observability-as-code');
  if (Number(format) > FORMAT) {
    throw untrusted(file, 1, `a newer version wrote this manifest (format ${format})`, NEWER);
  }
  if (lines.pop() !== '') throw untrusted(file, lines.length + 2, 'the end of the manifest is missing');
  const files = new Map<string, string[]>();
  for (const [index, line] of lines.entries()) {
    const at = index + 2;
    if (line.startsWith('#')) continue;
    const [, digest, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (digest === undefined || path === undefined)
      throw untrusted(file, at, `this line records nothing: ${line}`);
    if (!isPlainPath(path) || path === MANIFEST) {
      throw untrusted(file, at, `no run writes to this path: ${path}`);
    }
    const digests = files.get(path) ?? [];
    if (digests.includes(digest)) throw untrusted(file, at, `this line is there twice: ${line}`);
    files.set(path, [...digests, digest]);
  }
  return files;
}

const NEWER = 'Upgrade observability-as-code here to the version that wrote it.';
const RESTORE = `Restore it from Git, from either side of a merge. Without the manifest, files that are as they would be generated are adopted; the others are refused by name.`;

function untrusted(file: string, line: number, message: string, remedy = RESTORE): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/manifest',
    place: { file, line },
    message,
    reason: 'The manifest says which files may be replaced or deleted, so a partly valid one is not used',
    remedy,
  });
}
