import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nothingIsLeft, requireServers, startLive } from './support/live.ts';
import { run } from './support/run.ts';
import { ROOT } from './support/workspace.ts';

const NO_DEMO = 'No demo of this project runs. Start one with "npm run demo"\n';

/** `npm run demo -- fault …` of a person who has this runtime folder. */
const fault = (directory: string, ...args: readonly string[]) =>
  run(process.execPath, [path.join(ROOT, 'live/bin/live.js'), 'demo', 'fault', ...args], {
    env: { XDG_RUNTIME_DIR: directory },
  });

describe.runIf(process.platform === 'linux')('npm run demo', () => {
  test('switches faults on and off, and leaves nothing after Ctrl-C', { timeout: 120_000 }, async () => {
    await requireServers();
    const demo = await startLive(['demo']);
    expect(await fault(demo.runtimeDirectory, 'crash-loop')).toMatchObject({ code: 2, stderr: NO_DEMO });
    await demo.has('Ctrl-C stops everything.');

    const on = await fault(demo.runtimeDirectory, 'crash-loop');
    const off = await fault(demo.runtimeDirectory, 'crash-loop');
    expect(on).toMatchObject({ code: 0, stdout: expect.stringMatching(/^on: .*ObserverPodCrashLooping\n$/) });
    expect(off).toMatchObject({ code: 0, stdout: expect.stringMatching(/^off: /) });

    demo.child.kill('SIGINT');
    expect(await demo.ended()).toBe(130);
    await nothingIsLeft(demo);
    expect(await readdir(demo.runtimeDirectory)).toEqual([]);
    expect(await fault(demo.runtimeDirectory, 'crash-loop')).toMatchObject({ code: 2, stderr: NO_DEMO });
  });

  test('asks which one is meant if two are running, and forgets one that was killed', {
    timeout: 120_000,
  }, async () => {
    await requireServers();
    const first = await startLive(['demo']);
    const second = await startLive(['demo'], { runtimeDirectory: first.runtimeDirectory });
    await first.has('Ctrl-C stops everything.');
    await second.has('Ctrl-C stops everything.');

    const which = await fault(first.runtimeDirectory, 'crash-loop');
    const told = await fault(first.runtimeDirectory, 'crash-loop', '--pid', String(second.child.pid));
    second.child.kill('SIGKILL');
    await second.ended();
    const alone = await fault(first.runtimeDirectory, 'crash-loop');

    expect(which).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^2 demos run: processes .*--pid\n$/),
    });
    expect(told.stdout).toMatch(/^on: /);
    // The other one has it off.
    expect(alone.stdout).toMatch(/^on: /);
    expect(await readdir(path.join(first.runtimeDirectory, `observer-demo-${os.userInfo().uid}`))).toEqual([
      `${first.child.pid}.json`,
    ]);
  });
});
