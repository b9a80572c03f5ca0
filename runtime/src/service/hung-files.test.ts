import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from 'kis-simulator';
import { canMountHung, mountHung } from 'test-support/hung-mount';
import { releaseAfterwards } from 'test-support/release';
import { endingWithParent } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';

const OBSERVER = new URL('../../bin/observer.js', import.meta.url).pathname;

/** An observer whose variables may point to a file system that never responds. */
async function startObserver(variables: (hung: string) => Readonly<Record<string, string>>) {
  const directory = await temporaryDirectory();
  const hung = join(directory, 'hung');
  await mkdir(hung);
  await mountHung(hung);
  const simulator = await startSimulator();
  releaseAfterwards(() => simulator.close());
  const [program, ...args] = endingWithParent([process.execPath, OBSERVER, 'serve', '--port', '0']);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      KIS_APP_KEY: simulator.account.appKey,
      KIS_APP_SECRET: simulator.account.appSecret,
      KIS_BASE_URL: simulator.restUrl,
      KIS_WEBSOCKET_URL: simulator.websocketUrl,
      KIS_TOKEN_CACHE_DIR: join(directory, 'cache'),
      OBSERVER_DATA_DIR: join(directory, 'data'),
      ...variables(hung),
    },
  });
  releaseAfterwards(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, simulator, ended: once(child, 'exit'), output: () => output };
}

// Only root on Linux may mount such a file system.
describe.skipIf(!canMountHung)('a file system that does not answer', { timeout: 90_000 }, () => {
  it.each<[string, readonly NodeJS.Signals[]]>([
    ['a signal', ['SIGTERM']],
    ['a second signal', ['SIGTERM', 'SIGINT']],
  ])('costs the sharing of the token, is reported, and does not outlast %s', async (_, signals) => {
    const { child, simulator, ended, output } = await startObserver((hung) => ({
      KIS_TOKEN_CACHE_DIR: join(hung, 'cache'),
    }));
    await expect.poll(output).toContain('Token cached successfully');
    expect(output()).toMatch(/"message":"The token store is unusable; tokens are kept in memory only"/);
    expect(output()).toMatch(/"reason":"[^"]*hung[^"]* does not answer within 10000 ms"/);
    expect(simulator.journal.tokens.issued).toBe(1);
    const url = /"url":"(http:\/\/[^"]+)"/.exec(output())?.[1];
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('\nobserver_token_store_degraded 1\n');

    const begin = performance.now();
    for (const signal of signals) child.kill(signal);
    // Its own SIGKILL: `exit` would wait for the call.
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(performance.now() - begin).toBeLessThan(signals.length === 2 ? 8_000 : 25_000);
  });

  it('fails the start if the data should be there', async () => {
    const { ended, output } = await startObserver((hung) => ({ OBSERVER_DATA_DIR: join(hung, 'data') }));
    await ended;
    expect(output()).toMatch(
      /^observer: OBSERVER_DATA_DIR is \S+\/hung\/data, which is unusable: its file system does not answer/,
    );
  });
});
