import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './journal.ts';
import { type Modules, settle } from './settle.ts';
import { Staging } from './staging.ts';
import { inspect } from './standing.ts';
import { makeFolder, readTree, type Tree, targetAt } from './testing.ts';

const modules: Modules = { fs, path, crypto };

const oldSet: Tree = {
  'out/a.yaml': 'old a',
  'out/sub/b.yaml': 'old b',
  'out/gone/c.yaml': 'old c',
  'base/kustomization.yaml': 'old k',
  'base/foreign.yaml': 'foreign',
};
const newSet: Tree = {
  'out/a.yaml': 'new a',
  'out/sub/b.yaml': 'new b',
  'out/fresh/deep/d.yaml': 'new d',
  'base/kustomization.yaml': 'new k',
  'base/monitoring/e.yaml': 'new e',
  'base/foreign.yaml': 'foreign',
};

/** Two targets with everything staged that leads from the old set to the new one, and the journal published. */
function stageNewSet(): { readonly folder: string; readonly staging: Staging } {
  const folder = makeFolder(oldSet);
  const roots = [path.join(folder, 'out'), path.join(folder, 'base')];
  const staging = new Staging(roots);
  const add = (index: number, file: string, content: string) => {
    const root = roots[index] ?? '';
    staging.addFile(index, inspect(targetAt(root), root, file), content);
  };
  add(0, 'a.yaml', 'new a');
  add(0, 'sub/b.yaml', 'new b');
  add(0, 'fresh/deep/d.yaml', 'new d');
  add(1, 'kustomization.yaml', 'new k');
  add(1, 'monitoring/e.yaml', 'new e');
  staging.addDeletion(0, 'gone/c.yaml', Buffer.from('old c'));
  staging.publishJournal();
  return { folder, staging };
}

const changing = ['linkSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'copyFileSync', 'fsyncSync'];

/** The file system, in which `decide` is asked before each changing call and may throw instead. */
function interceptedModules(decide: (call: number) => void): {
  readonly modules: Modules;
  calls: () => number;
} {
  let calls = 0;
  const intercepted = new Proxy(fs, {
    get(target, name, receiver) {
      const original: unknown = Reflect.get(target, name, receiver);
      if (typeof original !== 'function' || !changing.includes(String(name))) return original;
      return (...values: readonly unknown[]) => {
        calls += 1;
        decide(calls);
        return Reflect.apply(original, target, values);
      };
    },
  });
  return { modules: { ...modules, fs: intercepted }, calls: () => calls };
}

function failing(message: string): never {
  throw Object.assign(new Error(message), { code: 'EIO' });
}

/** `settle` in a process that dies before the given changing call: none of the calls after it has an effect. */
function settleAndDie(staging: Staging, lastCall: number, firstFailingCall = Number.POSITIVE_INFINITY): void {
  const { modules: dying } = interceptedModules((call) => {
    if (call > lastCall) failing('dead');
    if (call === firstFailingCall) failing('failed');
  });
  try {
    settle(dying, staging.primary, staging.directories);
  } catch {
    // Whatever a dying process reports, nobody hears it.
  }
}

function callsOfUndisturbedRun(): number {
  const { staging } = stageNewSet();
  const counted = interceptedModules(() => undefined);
  settle(counted.modules, staging.primary, staging.directories);
  return counted.calls();
}

describe('settle', () => {
  it('brings a complete set into place in all targets and leaves nothing beside it', () => {
    const { folder, staging } = stageNewSet();
    expect(settle(modules, staging.primary, [])).toEqual({ result: 'committed' });
    expect(readTree(folder)).toEqual(newSet);
  });

  it('removes a set without a journal and touches nothing else', () => {
    const { folder, staging } = stageNewSet();
    fs.rmSync(path.join(staging.primary, 'journal.json'));
    expect(settle(modules, staging.primary, staging.directories)).toEqual({ result: 'discarded' });
    expect(readTree(folder)).toEqual(oldSet);
  });

  it('works from its source text alone', () => {
    const { folder, staging } = stageNewSet();
    const rebuilt: typeof settle = new Function(`return ${settle.toString()}`)();
    expect(rebuilt(modules, staging.primary, [])).toEqual({ result: 'committed' });
    expect(readTree(folder)).toEqual(newSet);
  });

  it('goes on where a process died, whichever step it died before', () => {
    const total = callsOfUndisturbedRun();
    expect(total).toBeGreaterThan(15);
    for (let lastCall = 0; lastCall <= total; lastCall += 1) {
      const { folder, staging } = stageNewSet();
      settleAndDie(staging, lastCall);
      settle(modules, staging.primary, staging.directories);
      expect(readTree(folder), `died after ${lastCall} calls`).toEqual(newSet);
    }
  });

  it('goes back to the old set when a step fails, whichever it is', () => {
    const results = new Set<Outcome['result']>();
    const total = callsOfUndisturbedRun();
    for (let failingCall = 1; failingCall <= total; failingCall += 1) {
      const { folder, staging } = stageNewSet();
      const { modules: faulty } = interceptedModules((call) => {
        if (call === failingCall) failing('failed');
      });
      const outcome = settle(faulty, staging.primary, staging.directories);
      results.add(outcome.result);
      // What failed last may have been the removal of the staging, which the next run repeats.
      settle(modules, staging.primary, staging.directories);
      const expected = outcome.result === 'committed' ? newSet : oldSet;
      const { 'out/gone/': _emptied, ...tree } = readTree(folder);
      expect(tree, `call ${failingCall} failed`).toEqual(expected);
    }
    expect(results).toEqual(new Set(['committed', 'rolled-back']));
  });

  it('leaves the old or the new set when a process died while it was going back', () => {
    for (const failingCall of [3, 7, 11]) {
      for (let lastCall = failingCall; lastCall < failingCall + 20; lastCall += 1) {
        const { folder, staging } = stageNewSet();
        settleAndDie(staging, lastCall, failingCall);
        settle(modules, staging.primary, staging.directories);
        expect([oldSet, newSet], `call ${failingCall} failed, died after ${lastCall}`).toContainEqual(
          readTree(folder),
        );
      }
    }
  });

  it('goes back when a file was changed after it was compared, and keeps that change', () => {
    const { folder, staging } = stageNewSet();
    fs.writeFileSync(path.join(folder, 'base/kustomization.yaml'), 'edited meanwhile');
    expect(settle(modules, staging.primary, [])).toMatchObject({ result: 'rolled-back', code: 'CHANGED' });
    expect(readTree(folder)).toEqual({ ...oldSet, 'base/kustomization.yaml': 'edited meanwhile' });
  });

  it('goes back when a directory has taken the place of a file', () => {
    const { folder, staging } = stageNewSet();
    fs.mkdirSync(path.join(folder, 'base/monitoring/e.yaml'), { recursive: true });
    expect(settle(modules, staging.primary, [])).toMatchObject({ result: 'rolled-back' });
    expect(readTree(folder)).toEqual({ ...oldSet, 'base/monitoring/e.yaml/': '' });
  });

  it('keeps both versions of every file when going back fails too', () => {
    const { folder, staging } = stageNewSet();
    const { modules: faulty } = interceptedModules((call) => {
      if (call > 8) failing('the disk is gone');
    });
    expect(settle(faulty, staging.primary, [])).toMatchObject({ result: 'stuck', code: 'EIO' });
    expect(fs.existsSync(path.join(staging.primary, 'journal.json'))).toBe(true);
    expect(settle(modules, staging.primary, [])).toEqual({ result: 'committed' });
    expect(readTree(folder)).toEqual(newSet);
  });

  it('does without hard links where the file system has none', () => {
    const { folder, staging } = stageNewSet();
    const linkless = new Proxy(fs, {
      get: (target, name, receiver) =>
        name === 'linkSync' ? () => failing('no links here') : Reflect.get(target, name, receiver),
    });
    expect(settle({ ...modules, fs: linkless }, staging.primary, [])).toEqual({ result: 'committed' });
    expect(readTree(folder)).toEqual(newSet);
  });
});
