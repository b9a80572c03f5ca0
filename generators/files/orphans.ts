import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, reportingFailure, unwritable } from './failure.ts';
import { hiddenPrefix, type Target } from './target.ts';

export interface Orphan {
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Files below the pruned directories of a target that carry our marker but are not wanted any more, in the order
 * of their paths. Links are neither followed nor deleted.
 */
export function* findOrphans(
  target: Target,
  root: string,
  isWanted: (path: string) => boolean,
): Generator<Orphan> {
  const seen = new Set<string>();
  for (const directory of target.prune) {
    for (const path of walk(root, directory === '.' ? '' : directory)) {
      if (isWanted(path) || seen.has(path)) continue;
      seen.add(path);
      const content = reportingFailure(join(target.directory, path), () => readFileSync(join(root, path)));
      if (target.isOurs(path, content.toString())) yield { path, content };
    }
  }
}

function* walk(root: string, directory: string): Generator<string> {
  for (const entry of entriesOf(join(root, directory))) {
    if (entry.name.startsWith(hiddenPrefix) || entry.name === '.git' || entry.name === 'node_modules')
      continue;
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw unwritable(directory, errorCode(error), String(error));
  }
}
