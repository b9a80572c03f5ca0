import { loadAll } from 'js-yaml';
import { expect } from 'vitest';
import { type JsonObject, object, objectAt } from './json.ts';
import { run } from './run.ts';
import { requireTool } from './tools.ts';

/** Every object that `kubectl kustomize` builds of a directory, which is what Argo CD would apply. */
export async function built(directory: string): Promise<readonly JsonObject[]> {
  const kubectl = await requireTool('kubectl');
  const { code, stdout, stderr } = await run(kubectl, ['kustomize', directory]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return loadAll(stdout).map((document) => object(document));
}

/** The object of a kind, or of a kind and a name; fails unless there is exactly one. */
export function only(objects: readonly JsonObject[], kind: string, name?: string): JsonObject {
  const found = objects.filter(
    (one) => one.kind === kind && (name === undefined || objectAt(one, 'metadata').name === name),
  );
  expect(found, `${kind} ${name ?? ''}`).toHaveLength(1);
  return object(found[0]);
}
