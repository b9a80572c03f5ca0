import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import type { Target } from './target.ts';

/** The paths that a target shall have, of which no two may be one file on any file system. */
export class WantedPaths {
  readonly #pathByKey = new Map<string, string>();

  /** `realPath` is where `path` leads when links inside the target are followed. */
  add(target: Target, path: string, realPath: string): void {
    const key = keyOf(realPath);
    const other = this.#pathByKey.get(key);
    if (other !== undefined) {
      throw DiagnosticError.of({
        code: 'files/duplicate',
        place: { file: join(target.directory, path) },
        message: `two generated files want one place: ${other} and ${path}`,
        reason: 'The second would overwrite the first, on every system or on one that ignores case',
        remedy: 'Give the two definitions that they come from names that differ by more than case.',
      });
    }
    this.#pathByKey.set(key, path);
  }

  has(realPath: string): boolean {
    return this.#pathByKey.has(keyOf(realPath));
  }
}

/** macOS and Windows ignore case, and macOS the composition of accents and Hangul. */
function keyOf(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
