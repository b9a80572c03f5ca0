import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Memory } from '../config/load.ts';
import manifest from '../package.json' with { type: 'json' };

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

/** Stores facts by their inputs and by the build of this package, as empty files. */
export function openMemory(): Memory | undefined {
  const directory = cacheDirectory();
  if (directory === undefined) return undefined;
  // Each build writes every file again, so a checkout does not trust results of other code; package managers
  // may give the files of every version the same time.
  const { mtimeMs } = statSync(fileURLToPath(import.meta.url));
  const fileOf = (inputs: readonly string[]) => {
    const hash = createHash('sha256').update(`${manifest.version} ${mtimeMs}`);
    for (const input of inputs) hash.update('\0').update(input);
    return join(directory, `known-${hash.digest('hex').slice(0, 32)}`);
  };
  return {
    has: (inputs) => existsSync(fileOf(inputs)),
    add: (inputs) => {
      try {
        writeFileSync(fileOf(inputs), '');
      } catch {
        // It is determined again next time.
      }
    },
  };
}
