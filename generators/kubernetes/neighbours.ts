import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import { DiagnosticError } from '../definitions/diagnostic.ts';
import type { OutputFile } from '../files/target.ts';
import { readKustomization } from './kustomization-text.ts';

/** What a kustomization lists under `resources`. */
export function entriesIn(kustomization: string, file: string): readonly string[] {
  const { content } = readKustomization(kustomization, file);
  const entries: readonly unknown[] = Array.isArray(content.resources) ? content.resources : [];
  return entries.filter((entry) => typeof entry === 'string');
}

/**
 * The objects in files that the kustomization lists itself, by kind and name, and the file of each. What stands in other
 * directories is for kustomize to compare, and so is a file that cannot be read.
 */
export function objectsBeside(
  directory: string,
  kustomization: string,
  file: string,
  ours: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of entriesIn(kustomization, file)) {
    if (ours.includes(posix.normalize(entry).replace(/\/$/, ''))) continue;
    const path = join(directory, entry);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    for (const id of idsIn(readFileSync(path, 'utf8'))) found.set(id, entry);
  }
  return found;
}

/** @throws DiagnosticError `kustomization/second-object` where somebody has one of the objects in the file already. */
export function refuseSecondObject(
  artifact: OutputFile,
  neighbours: ReadonlyMap<string, string>,
  directory: string,
): void {
  for (const id of idsIn(artifact.content)) {
    const other = neighbours.get(id);
    if (other === undefined) continue;
    throw DiagnosticError.of({
      code: 'kustomization/second-object',
      place: { file: join(directory, other) },
      message: `the ${id} stands there, and would stand in ${artifact.path} as well`,
      reason: 'kustomize refuses to build a base in which one object is included twice',
      remedy: `Remove ${other} and its entry to deploy what is generated, or leave --workload out to keep yours.`,
    });
  }
}

function idsIn(text: string): readonly string[] {
  try {
    return loadAll(text).flatMap((document) => {
      if (typeof document !== 'object' || document === null) return [];
      const kind: unknown = 'kind' in document ? document.kind : undefined;
      const metadata: unknown = 'metadata' in document ? document.metadata : undefined;
      if (typeof metadata !== 'object' || metadata === null || !('name' in metadata)) return [];
      return [`${String(kind)} ${String(metadata.name)}`];
    });
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
}
