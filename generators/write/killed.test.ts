import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { digestOf } from './existing.ts';
import { LOCK } from './lock.ts';
import { MANIFEST, readManifest } from './manifest.ts';
import { makeFolder, readTree, setOf, type Tree, yaml } from './testing.ts';
import { writeFiles } from './write.ts';

/** A process that is killed: file system calls beyond this number have no effect. */
const life = vi.hoisted(() => ({ calls: 0, last: Number.POSITIVE_INFINITY }));

const mortal = vi.hoisted(() => (original: object, names: readonly string[]) => {
  const wrapped = names.map((name) => {
    const call: unknown = Reflect.get(original, name);
    return [
      name,
      (...values: readonly unknown[]) => {
        life.calls += 1;
        if (life.calls > life.last) throw Object.assign(new Error('killed'), { code: 'EIO' });
        return typeof call === 'function' ? Reflect.apply(call, undefined, values) : undefined;
      },
    ];
  });
  return { ...original, ...Object.fromEntries(wrapped) };
});

vi.mock('node:fs', async (load) =>
  mortal(await load(), ['mkdirSync', 'renameSync', 'rmSync', 'rmdirSync', 'writeFileSync']),
);
vi.mock('node:fs/promises', async (load) => mortal(await load(), ['writeFile', 'chmod']));

const THEIRS: Tree = {
  'notes.txt': 'theirs',
  'monitoring/board.json': '{ "tags": ["observability-as-code"] }',
};

const kustomization = (...resources: readonly string[]) => yaml(`resources: [${resources.join(', ')}]`);
const OLD: Tree = {
  'kustomization.yaml': kustomization('monitoring/a.yaml', 'monitoring/b.yaml', 'former'),
  'monitoring/a.yaml': yaml('old a'),
  'monitoring/b.yaml': yaml('b'),
  'monitoring/dashboard.json': '{ "version": "old" }',
  'former/kustomization.yaml': kustomization('c.yaml'),
  'former/c.yaml': yaml('c'),
};
const NEW: Tree = {
  'kustomization.yaml': kustomization('monitoring/a.yaml', 'monitoring/d.yaml', 'added'),
  'monitoring/a.yaml': yaml('new a'),
  'monitoring/d.yaml': yaml('d'),
  'monitoring/dashboard.json': '{ "version": "new" }',
  'added/kustomization.yaml': kustomization('deep/e.yaml'),
  'added/deep/e.yaml': yaml('e'),
};

/**
 * A directory with the old set, in which a run for the new set is killed after some calls.
 *
 * @returns its calls
 */
async function killAfter(last: number): Promise<{ readonly folder: string; readonly calls: number }> {
  life.last = Number.POSITIVE_INFINITY;
  const folder = makeFolder(THEIRS);
  await writeFiles([setOf(folder, OLD)]);
  Object.assign(life, { calls: 0, last });
  await writeFiles([setOf(folder, NEW)]).catch(() => undefined);
  life.last = Number.POSITIVE_INFINITY;
  return { folder, calls: life.calls };
}

/** Entries of a tree's kustomizations that do not exist. */
function danglingIn(tree: Tree): readonly string[] {
  return Object.entries(tree).flatMap(([path, content]) => {
    const directory = path.slice(0, -'kustomization.yaml'.length);
    const [, list = ''] =
      /resources: \[(.*)\]/.exec(path.endsWith('kustomization.yaml') ? content : '') ?? [];
    const entries = list === '' ? [] : list.split(', ').map((entry) => directory + entry);
    return entries.filter((entry) => !(entry in tree) && !(`${entry}/kustomization.yaml` in tree));
  });
}

/** Everything except the lock and empty directories. */
function filesIn(folder: string): Tree {
  const isShown = ([path]: readonly [string, string]) => !path.startsWith(LOCK) && !path.endsWith('/');
  return Object.fromEntries(Object.entries(readTree(folder)).filter(isShown));
}

describe('a run that is killed, whenever that is,', () => {
  it('leaves complete files that the manifest records, and the next run finishes its set', async () => {
    const { calls } = await killAfter(Number.POSITIVE_INFINITY);
    expect(calls).toBeGreaterThan(25);
    const outcomes = new Set<string>();
    const manifests = new Map<Tree, string>();
    for (const wanted of [OLD, NEW]) {
      const fresh = makeFolder(THEIRS);
      await writeFiles([setOf(fresh, wanted)]);
      manifests.set(wanted, readFileSync(join(fresh, MANIFEST), 'utf8'));
    }
    for (let last = 0; last <= calls; last += 1) {
      const { folder } = await killAfter(last);
      const { [MANIFEST]: _, ...tree } = filesIn(folder);
      const recorded = readManifest(folder)?.files;
      for (const [path, content] of Object.entries(tree)) {
        expect([OLD[path], NEW[path], THEIRS[path]], `${path} after ${last} calls`).toContain(content);
        if (path in THEIRS) continue;
        expect(recorded?.get(path), `${path} after ${last} calls`).toContain(digestOf(Buffer.from(content)));
      }
      expect(tree, `after ${last} calls`).toMatchObject(THEIRS);
      expect(danglingIn(tree), `after ${last} calls`).toEqual([]);
      outcomes.add(JSON.stringify(tree));

      // Alternately to the new and to the old set.
      const wanted = last % 2 === 0 ? NEW : OLD;
      await writeFiles([setOf(folder, wanted)]);
      const { [MANIFEST]: manifest, ...completed } = readTree(folder);
      expect(completed, `after ${last} calls`).toEqual({ ...THEIRS, ...wanted });
      expect(manifest, `after ${last} calls`).toBe(manifests.get(wanted));
    }
    expect(outcomes.size).toBeGreaterThan(8);
  });

  it('has its temporary files removed by the next run, even if that has nothing to change', async () => {
    const { folder } = await killAfter(8);
    expect(Object.keys(readTree(folder))).toContain(`${LOCK}/0`);
    expect(await writeFiles([setOf(folder, OLD)])).toEqual([]);
    const { [MANIFEST]: _, ...tree } = readTree(folder);
    expect(tree).toEqual({ ...THEIRS, ...OLD });
  });
});
