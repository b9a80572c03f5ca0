import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { nothingIsLeft, requireServers, startLive } from './support/live.ts';
import { run } from './support/run.ts';
import { ROOT } from './support/workspace.ts';

const NO_DEMO = 'No demo of this project runs. Start one with "npm run demo"\n';

/** `npm run demo -- fault …` of a person who has this runtime folder. */
const fault = (directory: string, ...args: readonly string[]) =>
  run(process.execPath, [path.join(ROOT, 'live/bin/live.js'), 'demo', 'fault', ...args], {
    env: { XDG_RUNTIME_DIR: directory },
  });

test.runIf(process.platform === 'linux')(
  'npm run demo switches faults on and off, asks which one is meant if two are running, and leaves nothing behind',
  { timeout: 180_000 },
  async () => {
    await requireServers();
    const first = await startLive(['demo']);
    expect(await fault(first.runtimeDirectory, 'crash-loop')).toMatchObject({ code: 2, stderr: NO_DEMO });
    const second = await startLive(['demo'], { runtimeDirectory: first.runtimeDirectory });
    await first.has('Ctrl-C stops everything.');
    await second.has('Ctrl-C stops everything.');

    const which = await fault(first.runtimeDirectory, 'crash-loop');
    const told = await fault(first.runtimeDirectory, 'crash-loop', '--pid', String(second.child.pid));
    expect(which).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^2 demos run: processes .*--pid\n$/),
    });
    expect(told.stdout).toMatch(/^on: /);

    second.child.kill('SIGKILL');
    expect(await second.ended()).toBe('SIGKILL');
    await nothingIsLeft(second);
    // The first one has it off.
    const on = await fault(first.runtimeDirectory, 'crash-loop');
    const off = await fault(first.runtimeDirectory, 'crash-loop');
    expect(on).toMatchObject({ code: 0, stdout: expect.stringMatching(/^on: .*ObserverPodCrashLooping\n$/) });
    expect(off).toMatchObject({ code: 0, stdout: expect.stringMatching(/^off: /) });

    first.child.kill('SIGINT');
    expect(await first.ended()).toBe(130);
    await nothingIsLeft(first);
    expect(await readdir(first.runtimeDirectory)).toEqual([]);
    expect(await fault(first.runtimeDirectory, 'crash-loop')).toMatchObject({ code: 2, stderr: NO_DEMO });
  },
);
