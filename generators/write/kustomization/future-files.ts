import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A directory as it will be: pending files over existing ones. Paths are absolute. */
export class FutureFiles {
  readonly #written = new Map<string, string>();
  readonly #directories = new Set<string>();

  /** @param files pending files, by path below the directory */
  constructor(directory: string, files: Iterable<readonly [path: string, content: string]> = []) {
    for (const [path, content] of files) {
      const file = resolve(directory, path);
      this.#written.set(file, content);
      for (let parent = dirname(file); !this.#directories.has(parent); parent = dirname(parent))
        this.#directories.add(parent);
    }
  }

  isWritten(file: string): boolean {
    return this.#written.has(file);
  }

  isFile(path: string): boolean {
    return this.#written.has(path) || statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  }

  isDirectory(path: string): boolean {
    return this.#directories.has(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  read(file: string): Buffer {
    const written = this.#written.get(file);
    return written === undefined ? readFileSync(file) : Buffer.from(written);
  }

  text(file: string): string {
    return this.read(file).toString();
  }

  /** The kustomization of a directory: kustomize uses the first of three names. */
  kustomizationIn(directory: string): string | undefined {
    return KUSTOMIZATION_NAMES.map((name) => join(directory, name)).find((file) => this.isFile(file));
  }
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;
