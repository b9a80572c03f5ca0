import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from './workspace.ts';

test('a process that takes too long is killed, and reported as such', async () => {
  const workspace = new Workspace();
  try {
    const result = await workspace.run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      limit: 200,
    });

    expect(result).toMatchObject({ isOk: false, isTimeout: true });
  } finally {
    workspace.close();
  }
});

test('both streams are collected, and the exit code decides', async () => {
  const workspace = new Workspace();
  try {
    const script = 'console.error("b"); console.log("a"); process.exit(3)';

    expect(await workspace.run(process.execPath, ['-e', script], { limit: 20_000 })).toEqual({
      isOk: false,
      isTimeout: false,
      output: 'a\nb\n',
    });
  } finally {
    workspace.close();
  }
});

test('closing removes the folder and kills what still runs in it', async () => {
  const workspace = new Workspace();
  const script = `require("node:fs").mkdirSync(${JSON.stringify(path.join(workspace.folder, 'left'))}); setInterval(() => {}, 1000)`;
  const running = workspace.run(process.execPath, ['-e', script], { limit: 60_000 });
  await expect.poll(() => existsSync(path.join(workspace.folder, 'left'))).toBe(true);

  workspace.close();

  expect(await running).toMatchObject({ isOk: false, isTimeout: false });
  expect(existsSync(workspace.folder)).toBe(false);
});

test('a missing program is an error', async () => {
  const workspace = new Workspace();
  try {
    await expect(workspace.run(path.join(workspace.folder, 'none'), [])).rejects.toThrow('ENOENT');
  } finally {
    workspace.close();
  }
});
