import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { observer as runObserver } from '../testing/command-line.ts';
import { bench } from './testing/setup.ts';

const observer = (args: string, environment: NodeJS.ProcessEnv) =>
  runObserver(args.split(' '), { HOME: '/home/x', ...environment });

async function withToken() {
  const { cache, account, directory } = await bench({ clock: {} });
  const token = await cache().get();
  const { appKey: KIS_APP_KEY, baseUrl: KIS_BASE_URL } = account;
  const environment = { KIS_APP_KEY, KIS_BASE_URL, KIS_TOKEN_CACHE_DIR: directory };
  return { token, account, environment, directory };
}

describe('token status', () => {
  it('prints the fingerprint and the expiry, but not the token', async () => {
    const { token, account, environment } = await withToken();
    const { code, stdout } = await observer('token status', environment);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`[${token.fingerprint}]`),
    });
    expect(stdout).toContain(new Date(token.expiresAt).toISOString());
    expect(stdout).toContain('success');
    const json = await observer('token status --json', environment);
    expect(JSON.parse(json.stdout)).toMatchObject({
      isValid: true,
      token: { fingerprint: token.fingerprint, generation: 1 },
      lastAttempt: { result: 'success' },
    });
    for (const secret of [token.value, ...account.secrets])
      expect(stdout + json.stdout).not.toContain(secret);
  });

  it('exits with 1 if there is none', async () => {
    const environment = { KIS_APP_KEY: 'key', KIS_TOKEN_CACHE_DIR: await temporaryDirectory() };
    expect(await observer('token status', environment)).toMatchObject({
      code: 1,
      stdout: 'There is no token\n',
    });
  });

  it('exits with 2 if the file is not private', async () => {
    const { environment, directory } = await withToken();
    const { stdout } = await observer('token path', environment);
    await chmod(stdout.trim(), 0o644);
    expect(await observer('token status', environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its mode 0644 gives access to others'),
    });
    expect(stdout.startsWith(directory)).toBe(true);
  });
});

describe('token clear', () => {
  it('removes only the token of this account', async () => {
    const { environment, directory } = await withToken();
    await mkdir(join(directory, 'other'));
    await writeFile(join(directory, 'other.token.json'), '');
    expect(await observer('token clear', environment)).toMatchObject({ code: 0 });
    expect(await observer('token status', environment)).toMatchObject({ code: 1 });
    expect(await observer('token clear --json', environment)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"removed": null'),
    });
  });
});

describe('an invalid environment or command line', () => {
  it.each([
    ['token status', {}, 'KIS_APP_KEY is not set'],
    ['token status', { KIS_APP_KEY: 'k', KIS_BASE_URL: 'kis' }, 'KIS_BASE_URL must be an address'],
    [
      'token status',
      { KIS_APP_KEY: 'k', KIS_IS_VIRTUAL: 'perhaps' },
      'KIS_IS_VIRTUAL is "perhaps", but must be true or false',
    ],
    ['token', {}, 'Specify status, path or clear'],
    ['token show', {}, 'Unknown'],
    ['nothing', {}, 'Unknown'],
  ])('"%s" with %j ends with 2 and says why', async (args, environment, why) => {
    expect(await observer(args, environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(why),
    });
  });
});
