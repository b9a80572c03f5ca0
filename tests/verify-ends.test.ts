import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nothingIsLeft, requireServers, serverOf, startLive } from './support/live.ts';
import { ROOT } from './support/workspace.ts';

const TIMES = { timeout: 90_000 };

describe.runIf(process.platform === 'linux')('what npm run verify leaves behind', () => {
  test('is nothing after kill -9', TIMES, async () => {
    await requireServers();
    const live = await startLive(['verify', '--only', 'health']);
    await live.has('s  health');

    live.child.kill('SIGKILL');

    expect(await live.ended()).toBe('SIGKILL');
    await nothingIsLeft(live);
  });

  test.each(['starting the observer', 's  health'])(
    'is nothing after Ctrl-C at "%s", and the exit code is 130',
    TIMES,
    async (moment) => {
      await requireServers();
      const live = await startLive(['verify', '--only', 'health']);
      await live.has(moment);

      live.child.kill('SIGINT');

      expect(await live.ended()).toBe(130);
      await nothingIsLeft(live);
    },
  );

  test.each(['prometheus', 'postgres'])(
    'is nothing after the crash of %s, which it names, and the exit code is 2',
    TIMES,
    async (program) => {
      await requireServers();
      const live = await startLive(['verify', '--only', 'health']);
      await live.has('s  health');

      process.kill(await serverOf(live, program), 'SIGKILL');

      expect(await live.ended()).toBe(2);
      expect(live.output()).toContain(`${program} has ended with SIGKILL. It printed last:\n`);
      await nothingIsLeft(live);
    },
  );

  test('is nothing where it cannot start, which it says', TIMES, async () => {
    await requireServers();
    const live = await startLive(['verify', '--out', path.join(ROOT, 'nowhere')]);

    expect(await live.ended()).toBe(2);
    expect(live.output()).toContain('nowhere');
    expect(live.output()).not.toContain('    at ');
    await nothingIsLeft(live);
  });
});
