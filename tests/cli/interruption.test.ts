import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { lockName } from '../../generators/files/lock.ts';
import { hasEnded, type ProcessIdentity } from '../../generators/files/process-identity.ts';
import { hiddenPrefix } from '../../generators/files/target.ts';
import { configurationWith, makeWorkspace, OAC, type Workspace } from '../support/workspace.ts';

type Language = 'ko' | 'en';
type Tree = Readonly<Record<string, string>>;

const ROUNDS = 15;
/** Longer than a guardian needs to bring a set into place. */
const PATIENCE_MILLISECONDS = 10_000;

/** Most files differ between the two. */
let sets: Readonly<Record<Language, Tree>>;
/** How long an undisturbed run takes, in milliseconds. */
let duration: number;

beforeAll(async () => {
  const workspace = await bilingualWorkspace();
  await generate(workspace, 'en');
  const en = await workspace.tree('out');
  const start = performance.now();
  await generate(workspace, 'ko');
  duration = performance.now() - start;
  sets = { ko: await workspace.tree('out'), en };
});

async function bilingualWorkspace(): Promise<Workspace> {
  return makeWorkspace({
    'ko.yaml': await configurationWith({ language: 'ko' }),
    'en.yaml': await configurationWith({ language: 'en' }),
  });
}

const argumentsFor = (language: Language) => ['generate', '--no-promtool', '--config', `${language}.yaml`];

async function generate(workspace: Workspace, language: Language): Promise<void> {
  const { code, stderr } = await workspace.oac(argumentsFor(language));
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

/** Starts a run and sends it the signal after a while. @returns whether it was still running then */
async function interrupt(
  workspace: Workspace,
  language: Language,
  signal: NodeJS.Signals,
  milliseconds: number,
): Promise<boolean> {
  const child = spawn(process.execPath, [OAC, ...argumentsFor(language)], {
    cwd: workspace.directory,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await Promise.race([sleep(milliseconds), exited]);
  child.kill(signal);
  await exited;
  return child.signalCode === signal;
}

/** Until the process that finishes in the place of a killed one has done so, and let the lock go. */
async function settled(workspace: Workspace): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (!holders(workspace).every(hasEnded) && performance.now() < deadline) await sleep(5);
}

/** A lock that was taken over from a killed run has its holder in a directory within that of the former one. */
function holders(workspace: Workspace): readonly ProcessIdentity[] {
  try {
    const lock = workspace.at(`out/${lockName}`);
    return readdirSync(lock, { encoding: 'utf8', recursive: true })
      .filter((name) => basename(name) === 'holder.json')
      .flatMap((name) => JSON.parse(readFileSync(join(lock, name), 'utf8')).processes);
  } catch {
    return [];
  }
}

/** What is generated, without what a run keeps beside it while it works. */
function visibleTree(workspace: Workspace): Promise<Tree> {
  return workspace.tree('out', (name) => name.startsWith(hiddenPrefix));
}

/** The run before may have left a process behind that is just cleaning up. */
async function expectNoTrace(workspace: Workspace, expected: Tree): Promise<void> {
  await vi.waitFor(async () => expect(await workspace.tree('out')).toEqual(expected), PATIENCE_MILLISECONDS);
}

describe.each<NodeJS.Signals>(['SIGINT', 'SIGKILL'])('%s at any moment', (signal) => {
  test('leaves the old or the new set of files, and the next run leaves no trace of it', async () => {
    const workspace = await bilingualWorkspace();
    await generate(workspace, 'en');
    let standing: Language = 'en';
    let interrupted = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      // Loading comes first and changes nothing, so most of the moments lie behind it.
      const moment = duration * (0.3 + (0.8 * round) / ROUNDS);
      const wanted: Language = standing === 'en' ? 'ko' : 'en';
      if (await interrupt(workspace, wanted, signal, moment)) interrupted += 1;
      await settled(workspace);
      const tree = await visibleTree(workspace);
      if (isDeepStrictEqual(tree, sets[wanted])) standing = wanted;
      expect(tree, `${signal} after ${moment} ms`).toEqual(sets[standing]);
    }

    expect(interrupted).toBeGreaterThan(2);
    await generate(workspace, standing);
    await expectNoTrace(workspace, sets[standing]);
  });
});

test('interrupting the first run leaves nothing, or all of it', async () => {
  for (const part of [0.6, 0.75, 0.9]) {
    const workspace = await bilingualWorkspace();
    await interrupt(workspace, 'ko', 'SIGKILL', duration * part);
    await settled(workspace);

    const tree = existsSync(workspace.at('out')) ? await visibleTree(workspace) : {};
    expect([{}, sets.ko]).toContainEqual(tree);

    await generate(workspace, 'ko');
    await expectNoTrace(workspace, sets.ko);
  }
});

test('of two runs at once each writes its whole set, one after the other', async () => {
  const workspace = await bilingualWorkspace();

  const results = await Promise.all(
    (['ko', 'en', 'ko'] as const).map((language) => workspace.oac(argumentsFor(language))),
  );

  expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect([sets.ko, sets.en]).toContainEqual(await workspace.tree('out'));
});
