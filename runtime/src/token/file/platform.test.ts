import { describe, expect, it } from 'vitest';
import { renameFile } from '../../files/rename.ts';
import { defaultDirectory } from './paths.ts';
import { objectionTo } from './privacy.ts';

const failing = (times: number, code: string) => {
  let calls = 0;
  const rename = async () => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error(code), { code });
  };
  return { rename, calls: () => calls, slept: [] as number[] };
};

async function renamed(platform: NodeJS.Platform, times: number, code: string) {
  const { rename, calls, slept } = failing(times, code);
  const sleep = async (milliseconds: number) => slept.push(milliseconds);
  const outcome = await renameFile('a', 'b', { platform, rename, sleep }).then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
  );
  return { outcome, calls: calls(), slept };
}

describe('a rename', () => {
  it.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows outlasts %s, with growing pauses', async (code) => {
    expect(await renamed('win32', 3, code)).toEqual({ outcome: 'done', calls: 4, slept: [10, 20, 30] });
  });

  it('on Windows gives up eventually', async () => {
    expect(await renamed('win32', 99, 'EPERM')).toMatchObject({ outcome: 'EPERM', calls: 10 });
  });

  it('on Windows does not retry permanent errors', async () => {
    expect(await renamed('win32', 99, 'ENOSPC')).toMatchObject({ outcome: 'ENOSPC', calls: 1 });
  });

  it('elsewhere fails with the first error', async () => {
    expect(await renamed('linux', 1, 'EPERM')).toMatchObject({ outcome: 'EPERM', calls: 1 });
  });
});

describe('privacy', () => {
  const stats = (mode: number, uid = 1000) => ({
    mode,
    uid,
    isSymbolicLink: () => false,
    isFile: () => true,
    isDirectory: () => false,
  });

  it.each([
    ['its owner alone', 0o600, 1000, {}, undefined],
    ['its group', 0o640, 1000, {}, 'its mode 0640 gives access to others'],
    ['its group, with the option', 0o660, 1000, { allowGroup: true }, undefined],
    [
      'everybody, with the option',
      0o664,
      1000,
      { allowGroup: true },
      'its mode 0664 gives access to everybody',
    ],
    ['somebody else', 0o600, 7, {}, 'it belongs to user 7, but this process runs as 1000'],
    ['root, with the option', 0o660, 0, { allowGroup: true }, undefined],
    ['root, without the option', 0o600, 0, {}, 'it belongs to user 0, but this process runs as 1000'],
    ['anybody on Windows', 0o666, 0, { platform: 'win32' as const }, undefined],
  ])('judges a file that is open to %s', (_, mode, uid, options, objection) => {
    expect(objectionTo(stats(mode, uid), 'file', { platform: 'linux', userId: 1000, ...options })).toBe(
      objection,
    );
  });
});

describe('the directory', () => {
  it.each([
    ['as it was given', { KIS_TOKEN_CACHE_DIR: '/data/cache' }, 'linux', '/data/cache'],
    ['the caches of the user', { XDG_CACHE_HOME: '/home/x/.c' }, 'linux', '/home/x/.c/kis-observer/tokens'],
    ['local data on Windows', { LOCALAPPDATA: '/local' }, 'win32', '/local/kis-observer/tokens'],
  ] as const)('is %s', (_, environment, platform, directory) => {
    expect(defaultDirectory(environment, platform)).toBe(directory);
  });

  it("is below the user's home, never in a shared directory", () => {
    expect(defaultDirectory({ HOME: '/home/x' }, 'linux')).toBe('/home/x/.cache/kis-observer/tokens');
  });
});
