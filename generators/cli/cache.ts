import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Memory } from '../config/load.ts';
import manifest from '../package.json' with { type: 'json' };

/**
 * A directory for facts about unchanged inputs, such as what promtool proved. It is private to the user, for what is read
 * from it is trusted. Undefined where nothing can be written: everything is then done anew in each run.
 */
export function cacheDirectory(): string | undefined {
  const installed = nearestDirectory('node_modules');
  const candidates = [
    ...(installed === undefined ? [] : [join(installed, '.cache', 'oac')]),
    join(tmpdir(), `oac-${process.getuid?.() ?? 0}`),
  ];
  return candidates.find(isPrivateDirectory);
}

/** The directory of this name in the working directory or the nearest one above it. */
function nearestDirectory(name: string): string | undefined {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (dirname(folder) === folder) return undefined;
  }
}

/** Makes it, if need be. */
function isPrivateDirectory(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return process.getuid === undefined || statSync(directory).uid === process.getuid();
  } catch {
    return false;
  }
}

/** Remembers facts by their inputs and by the build of this package, in empty files. */
export function openMemory(): Memory | undefined {
  const directory = cacheDirectory();
  if (directory === undefined) return undefined;
  // Each build writes every file anew, so a checkout trusts nothing that other code has found; package managers may give
  // the files of every version one time.
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
        // It is found out again next time.
      }
    },
  };
}
