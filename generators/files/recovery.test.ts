import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Staging } from './staging.ts';
import { inspect } from './standing.ts';
import { makeFolder, readTree, type Tree, targetAt } from './testing.ts';
import { openTransaction } from './transaction.ts';

const oldSet: Tree = { 'out/a.yaml': 'old a', 'base/b.yaml': 'old b' };
const newSet: Tree = { 'out/a.yaml': 'new a', 'base/b.yaml': 'new b' };

/** Two targets as a run leaves them that was killed, together with its guardian, after staging. */
function interruptedRun(): { readonly folder: string; readonly staging: Staging } {
  const folder = makeFolder(oldSet);
  const roots = [join(folder, 'out'), join(folder, 'base')];
  const staging = new Staging(roots);
  for (const [index, name] of ['a', 'b'].entries()) {
    const root = roots[index] ?? '';
    staging.addFile(index, inspect(targetAt(root), root, `${name}.yaml`), `new ${name}`);
  }
  return { folder, staging };
}

async function openAndAbort(...directories: readonly string[]): Promise<readonly string[]> {
  const messages: string[] = [];
  const targets = directories.map((directory) => targetAt(directory));
  const transaction = await openTransaction(targets, { onMessage: (message) => messages.push(message) });
  transaction.abort();
  return messages;
}

describe('opening a transaction after an interrupted run', () => {
  it.each([[['out', 'base']], [['out']], [['base']]])(
    'completes a set whose journal stands, in all its targets, when %j are opened',
    async (names) => {
      const { folder, staging } = interruptedRun();
      staging.publishJournal();
      expect(await openAndAbort(...names.map((name) => join(folder, name)))).toEqual([
        `completed what an interrupted run was writing to ${join(folder, 'out')}`,
      ]);
      expect(readTree(folder)).toEqual(newSet);
    },
  );

  it('removes a set that has no journal yet', async () => {
    const { folder } = interruptedRun();
    expect(await openAndAbort(join(folder, 'base'), join(folder, 'out'))).toEqual([]);
    expect(readTree(folder)).toEqual(oldSet);
  });

  it('removes only what lies in the target that is opened, where there is no journal', async () => {
    const { folder } = interruptedRun();
    await openAndAbort(join(folder, 'base'));
    const tree = readTree(folder);
    expect(Object.keys(tree).filter((path) => path.startsWith('base/.oac-'))).toEqual([]);
    expect(tree).toMatchObject(oldSet);
  });

  it('keeps what somebody has written since, and says that the set was given up', async () => {
    const { folder, staging } = interruptedRun();
    staging.publishJournal();
    writeFileSync(join(folder, 'base/b.yaml'), 'written since');
    expect(await openAndAbort(join(folder, 'out'))).toEqual([
      `undid what an interrupted run was writing to ${join(folder, 'out')}: it was changed in the meantime`,
    ]);
    expect(readTree(folder)).toEqual({ ...oldSet, 'base/b.yaml': 'written since' });
  });

  it('gives the set up when one of its targets is gone', async () => {
    const { folder, staging } = interruptedRun();
    staging.publishJournal();
    rmSync(join(folder, 'base'), { recursive: true });
    const messages = await openAndAbort(join(folder, 'out'));
    expect(messages).toHaveLength(1);
    expect(readTree(folder)).toEqual({ 'out/a.yaml': 'old a' });
  });
});
