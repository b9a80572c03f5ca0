import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/**
 * A directory for facts about unchanged inputs, such as passed tests of promtool. It is private to the user,
 * because its contents are trusted. Undefined if nothing can be written: then every run does all the work.
 */
export function cacheDirectory(): string | undefined {
  const installed = nearestDirectory('node_modules');
  const candidates = [
    ...(installed === undefined ? [] : [join(installed, '.cache', 'oac')]),
    join(tmpdir(), `oac-${process.getuid?.() ?? 0}`),
  ];
  return candidates.find(isPrivateDirectory);
}

/** The directory of this name in the working directory or the nearest parent. */
function nearestDirectory(name: string): string | undefined {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Creates it if necessary. */
function isPrivateDirectory(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return process.getuid === undefined || statSync(directory).uid === process.getuid();
  } catch {
    return false;
  }
}
