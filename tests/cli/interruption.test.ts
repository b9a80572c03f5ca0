import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { LOCK } from '../../generators/write/lock.ts';
import { MANIFEST } from '../../generators/write/manifest.ts';
import { HIDDEN_PREFIX } from '../../generators/write/path.ts';
import { configurationWith, makeWorkspace, OAC, type Workspace } from '../support/workspace.ts';

type Language = 'ko' | 'en';
type Tree = Readonly<Record<string, string>>;

/** Every step of a run is interrupted in `generators/write/killed.test.ts`; here are real processes. */
const ROUNDS = 2;

/** So many that a signal comes while they are written. */
const SERVICES = Object.fromEntries(['one', 'two'].map((name) => [name, {}]));

/** Most files differ between the two. */
let sets: Readonly<Record<Language, Tree>>;

beforeAll(async () => {
  const workspace = await bilingualWorkspace();
  await generate(workspace, 'en');
  const en = await workspace.tree('out');
  await generate(workspace, 'ko');
  sets = { ko: await workspace.tree('out'), en };
});

async function bilingualWorkspace(): Promise<Workspace> {
  const fleet = { app: undefined, service: undefined, services: SERVICES };
  return makeWorkspace({
    'ko.yaml': await configurationWith({ ...fleet, language: 'ko' }),
    'en.yaml': await configurationWith({ ...fleet, language: 'en' }),
  });
}

const argumentsFor = (language: Language) => ['generate', '--no-promtool', '--config', `${language}.yaml`];

async function generate(workspace: Workspace, language: Language): Promise<void> {
  const { code, stderr } = await workspace.oac(argumentsFor(language));
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

/** Starts a run, and sends it the signal a while after it has begun to write. @returns whether that ended it */
async function interrupt(
  workspace: Workspace,
  language: Language,
  signal: NodeJS.Signals,
  milliseconds: number,
): Promise<boolean> {
  await mkdir(workspace.at('out'), { recursive: true });
  const watcher = watch(workspace.at('out'));
  const hasBegun = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (name === LOCK) resolve();
    });
  });
  const child = spawn(process.execPath, [OAC, ...argumentsFor(language)], {
    cwd: workspace.directory,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await Promise.race([hasBegun, exited]);
  await Promise.race([sleep(milliseconds), exited]);
  child.kill(signal);
  await exited;
  watcher.close();
  return child.signalCode === signal;
}

describe('SIGKILL while a run writes', () => {
  test('leaves whole files, and the next run completes the set and leaves no trace of it', async () => {
    const workspace = await bilingualWorkspace();
    await generate(workspace, 'en');
    let written: Language = 'en';
    let interrupted = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted: Language = written === 'en' ? 'ko' : 'en';
      if (await interrupt(workspace, wanted, 'SIGKILL', round * 10)) interrupted += 1;

      const tree = await workspace.tree('out', (name) => name.startsWith(HIDDEN_PREFIX) || name === MANIFEST);
      for (const [path, content] of Object.entries(tree)) {
        expect([sets.ko[path], sets.en[path]], `${path} after ${round * 10} ms`).toContain(content);
      }
      // Every other time it goes on, and every other time back.
      if (round % 2 === 0) written = wanted;
      const check = await workspace.oac([...argumentsFor(written), '--check']);
      await generate(workspace, written);
      expect(await workspace.tree('out')).toEqual(sets[written]);
      const old = Object.keys(sets.ko).filter((path) => path in tree && tree[path] !== sets[written][path]);
      for (const path of old) expect(check.stdout).toContain(`+++ b/out/${path}\n`);
    }

    expect(interrupted).toBeGreaterThan(0);
  }, 120_000);
});

test.each([
  ['SIGINT', 0],
  ['SIGTERM', 6],
] as const)('%s while a run writes takes effect when all files are written', async (signal, milliseconds) => {
  const workspace = await bilingualWorkspace();
  await generate(workspace, 'en');

  await interrupt(workspace, 'ko', signal, milliseconds);

  expect(await workspace.tree('out')).toEqual(sets.ko);
});

test('of several runs at once each writes its whole set, one after the other', async () => {
  const workspace = await bilingualWorkspace();

  const results = await Promise.all(
    (['ko', 'en', 'ko'] as const).map((language) => workspace.oacProcess(argumentsFor(language))),
  );

  expect(results.map(({ code, stderr }) => ({ code, stderr }))).toMatchObject([
    { code: 0 },
    { code: 0 },
    { code: 0 },
  ]);
  expect([sets.ko, sets.en]).toContainEqual(await workspace.tree('out'));
  expect(existsSync(workspace.at(`out/${LOCK}`))).toBe(false);
});
