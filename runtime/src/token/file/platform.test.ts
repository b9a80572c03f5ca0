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

  it('on Windows gives up at some time', async () => {
    expect(await renamed('win32', 99, 'EPERM')).toMatchObject({ outcome: 'EPERM', calls: 10 });
  });

  it('on Windows does not repeat what will not pass', async () => {
    expect(await renamed('win32', 99, 'ENOSPC')).toMatchObject({ outcome: 'ENOSPC', calls: 1 });
  });

  it('elsewhere takes the first answer', async () => {
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
    ['the group', 0o640, 1000, {}, 'its mode 0640 lets others in'],
    ['the group, where that is allowed', 0o660, 1000, { allowGroup: true }, undefined],
    [
      'everybody, where the group is allowed',
      0o664,
      1000,
      { allowGroup: true },
      'its mode 0664 lets everybody in',
    ],
    ['somebody else', 0o600, 7, {}, 'it belongs to user 7, and this process is 1000'],
    ['root, on a volume with fsGroup', 0o660, 0, { allowGroup: true }, undefined],
    ['root, without', 0o600, 0, {}, 'it belongs to user 0, and this process is 1000'],
    ['nobody, on Windows', 0o666, 0, { platform: 'win32' as const }, undefined],
  ])('of a file for %s', (_, mode, uid, options, objection) => {
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

  it('is below the home of the user, never in a place for everybody', () => {
    expect(defaultDirectory({ HOME: '/home/x' }, 'linux')).toBe('/home/x/.cache/kis-observer/tokens');
  });
});
