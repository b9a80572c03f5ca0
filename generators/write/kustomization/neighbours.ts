import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { isMapping } from '../../config/document/path.ts';
import type { OutputFile } from '../../files/target.ts';
import { readKustomization } from './text.ts';

/** What a kustomization lists under `resources`. */
export function entriesIn(kustomization: string, file: string): readonly string[] {
  const { content } = readKustomization(kustomization, file);
  const entries: readonly unknown[] = Array.isArray(content.resources) ? content.resources : [];
  return entries.filter((entry) => typeof entry === 'string');
}

/** An object of somebody else. */
export interface Neighbour {
  /** As the kustomization lists it. */
  readonly file: string;
  /** Absent where the object leaves it to whoever applies it. */
  readonly namespace: string | undefined;
}

/**
 * The objects in files that the kustomization lists itself, by kind and name. What stands in other directories is for
 * kustomize to compare, and so is a file that cannot be read.
 */
export function objectsBeside(
  directory: string,
  kustomization: string,
  file: string,
  ours: readonly string[],
): ReadonlyMap<string, Neighbour> {
  const found = new Map<string, Neighbour>();
  for (const entry of entriesIn(kustomization, file)) {
    if (ours.includes(posix.normalize(entry).replace(/\/$/, ''))) continue;
    const path = join(directory, entry);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    for (const { id, namespace } of objectsIn(readFileSync(path, 'utf8'))) {
      found.set(id, { file: entry, namespace });
    }
  }
  return found;
}

/** @throws DiagnosticError `kustomization/second-object` where somebody has one of the objects in the file already. */
export function refuseSecondObject(
  artifact: OutputFile,
  neighbours: ReadonlyMap<string, Neighbour>,
  directory: string,
): void {
  for (const { id, namespace } of objectsIn(artifact.content)) {
    const other = neighbours.get(id);
    if (other === undefined || (other.namespace ?? namespace) !== (namespace ?? other.namespace)) continue;
    throw DiagnosticError.of({
      code: 'kustomization/second-object',
      place: { file: join(directory, other.file) },
      message: `the ${id} stands there, and would stand in ${artifact.path} as well`,
      reason: 'kustomize refuses to build a base in which one object is included twice',
      remedy: `Remove ${other.file} and its entry to deploy what is generated, or leave --workload out to keep yours.`,
    });
  }
}

interface NamedObject {
  /** `Deployment observer` */
  readonly id: string;
  readonly namespace: string | undefined;
}

function objectsIn(text: string): readonly NamedObject[] {
  try {
    return loadAll(text).flatMap((document) => {
      if (!isMapping(document) || !isMapping(document.metadata)) return [];
      const { name, namespace } = document.metadata;
      if (typeof name !== 'string') return [];
      const id = `${String(document.kind)} ${name}`;
      return [{ id, namespace: typeof namespace === 'string' ? namespace : undefined }];
    });
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
}
