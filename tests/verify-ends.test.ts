import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nothingIsLeft, requireServers, serverOf, startLive } from './support/live.ts';
import { ROOT } from './support/workspace.ts';

const TIMES = { timeout: 90_000 };

// After `kill -9` and after Ctrl-C while all runs: tests/demo.test.ts.
describe.runIf(process.platform === 'linux')('what npm run verify leaves behind', () => {
  test('is nothing after Ctrl-C while servers are started, and the exit code is 130', TIMES, async () => {
    await requireServers();
    const live = await startLive(['verify', '--only', 'health']);
    await live.has('starting the observer');

    live.child.kill('SIGINT');

    expect(await live.ended()).toBe(130);
    await nothingIsLeft(live);
  });

  test('is nothing after the crash of a server, which it names, and the exit code is 2', TIMES, async () => {
    await requireServers();
    const live = await startLive(['verify', '--only', 'health']);
    await live.has('s  health');

    process.kill(await serverOf(live, 'prometheus'), 'SIGKILL');

    expect(await live.ended()).toBe(2);
    expect(live.output()).toContain('prometheus has ended with SIGKILL. It printed last:\n');
    await nothingIsLeft(live);
  });

  test('is nothing where it cannot start, which it says', TIMES, async () => {
    await requireServers();
    const live = await startLive(['verify', '--only', 'health', '--out', path.join(ROOT, 'docs')]);

    expect(await live.ended()).toBe(2);
    expect(live.output()).toContain(path.join(ROOT, 'docs'));
    expect(live.output()).not.toContain('    at ');
    await nothingIsLeft(live);
  });
});
