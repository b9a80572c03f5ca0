import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { signedToken } from 'kis-simulator';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { Account } from '../../protocol/account.ts';
import { TestClock } from '../../testing/clock.ts';
import { Token } from '../token.ts';
import { FileStore, type FileStoreOptions } from './file-store.ts';

const HOUR = 3_600_000;
const account = new Account({ appKey: 'PSabcdefgh', appSecret: 'secret-secret' });
const isRoot = process.getuid?.() === 0;

async function setup(options: Partial<FileStoreOptions> = {}) {
  const clock = new TestClock();
  const directory = join(await temporaryDirectory(), 'cache');
  const store = new FileStore({ directory, account, clock, ...options });
  const token = tokenOf(clock, 24);
  return { clock, directory, store, token, path: store.paths.token };
}

function tokenOf(clock: TestClock, hours: number, appKey = account.appKey): Token {
  const issuedAt = clock.now();
  const expiresAt = issuedAt + hours * HOUR;
  const value = signedToken({
    jti: appKey,
    aud: String(hours),
    iat: issuedAt / 1000,
    exp: expiresAt / 1000,
  });
  return new Token({ value, expiresAt, issuedAt });
}

async function commit(store: FileStore, token: Token): Promise<Token> {
  const lease = await store.tryAcquire();
  if (lease === undefined) throw new Error('the lease is held');
  try {
    return await lease.commit(token);
  } finally {
    await lease.release();
  }
}

/** What a store writes, with changes. */
async function written(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { store, token, path } = await setup();
  await commit(store, token);
  return JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...changes });
}

describe('a token file', () => {
  it('is private and complete, and other stores read it', async () => {
    const { store, token, directory, path, clock } = await setup();
    const committed = await commit(store, token);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const other = await new FileStore({ directory, account, clock }).read();
    expect(other?.value).toBe(token.value);
    expect(other?.generation).toBe(committed.generation);
    expect(await readFile(path, 'utf8')).not.toContain(account.appSecret);
  });

  it('is not shared between accounts, environments or hosts', () => {
    const keys = [
      account,
      new Account({ appKey: 'other', appSecret: 'x' }),
      new Account({ appKey: account.appKey, appSecret: 'x', environment: 'paper' }),
      new Account({ appKey: account.appKey, appSecret: 'x', baseUrl: 'http://localhost' }),
    ].map((each) => each.storageKey(1));
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
    expect(account.storageKey(2)).not.toBe(keys[0]);
  });

  it('is a miss if it is missing, also without a directory', async () => {
    const { store, directory } = await setup();
    expect(await store.read()).toBeUndefined();
    expect(existsSync(directory)).toBe(false);
  });

  it('is removed by clear, while the generations continue', async () => {
    const { store, token } = await setup();
    const { generation } = await commit(store, token);
    await store.clear();
    await store.clear();
    expect(await store.read()).toBeUndefined();
    expect((await commit(store, token)).generation).toBeGreaterThan(generation);
  });
});

const CORRUPT: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['empty', () => ''],
  ['one brace', () => '{'],
  ['truncated', async () => (await written()).slice(0, -20)],
  ['null', () => 'null'],
  ['a list', () => '[]'],
  ['a number', () => '7'],
  ['NUL bytes', () => '\0'.repeat(700)],
  ['NUL bytes at its end', async () => `${await written()}\0\0\0`],
  ['10 MB', async () => (await written()).padEnd(10 * 2 ** 20)],
  ['of another version', () => written({ schema: 2 })],
  ['of another account', () => written({ account: 'f'.repeat(32) })],
  [
    'with a token of another app key',
    () => written({ access_token: tokenOf(new TestClock(), 5, 'x').value }),
  ],
  ['without a token', () => written({ access_token: undefined })],
  ['with a token that breaks a header', () => written({ access_token: 'a\r\nb: c' })],
  ['with a number for a token', () => written({ access_token: 1 })],
  ['with a text for its expiry', () => written({ expires_at: '2026-11-24 09:00:00' })],
  ['without an expiry', () => written({ expires_at: null })],
  ['valid for years', () => written({ expires_at: 4e12 })],
  ['valid for years since years', () => written({ expires_at: 4e12, issued_at: 4e12 - 1000 })],
  ['without a generation', () => written({ generation: undefined })],
  ['of a generation that nobody counts to', () => written({ generation: Number.MAX_SAFE_INTEGER })],
];

describe('a file that is', () => {
  it.each(CORRUPT)('%s is a miss, which readers leave alone and a commit replaces', async (_, content) => {
    const { store, token, path, directory } = await setup();
    await mkdir(directory, { mode: 0o700 });
    const text = await content();
    await writeFile(path, text, { mode: 0o600 });
    expect(await store.read()).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe(text);
    await commit(store, token);
    expect((await store.read())?.value).toBe(token.value);
    const kept = (await readdir(directory)).filter((name) => name.includes('.corrupt-'));
    expect(await Promise.all(kept.map((name) => readFile(join(directory, name), 'utf8')))).toEqual([text]);
  });

  it('a directory is a miss, and a commit moves it aside', async () => {
    const { store, token, path } = await setup();
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(join(path, '..'), 0o700);
    await writeFile(join(path, 'something'), 'kept');
    expect(await store.read()).toBeUndefined();
    await commit(store, token);
    expect((await store.read())?.value).toBe(token.value);
  });

  it('a file that is corrupt again and again is kept three times', async () => {
    const { store, token, path, directory } = await setup();
    for (let round = 0; round < 6; round += 1) {
      await commit(store, token);
      await writeFile(path, `${round}`);
    }
    const kept = (await readdir(directory)).filter((name) => name.includes('.corrupt-'));
    expect(kept).toHaveLength(3);
  });

  it('an expired token is still returned, and the caller judges it', async () => {
    const { store, token, clock } = await setup();
    await commit(store, token);
    clock.pass(30 * HOUR);
    expect((await store.read())?.expiresAt).toBe(token.expiresAt);
  });

  it('a token expires when its own claim says so, if that is earlier', async () => {
    const { store, clock } = await setup();
    const { value, issuedAt, expiresAt } = tokenOf(clock, 3);
    await commit(store, new Token({ value, issuedAt, expiresAt: expiresAt + 5 * HOUR }));
    expect((await store.read())?.expiresAt).toBe(expiresAt);
  });
});

describe('an untrusted place is refused and left unchanged:', () => {
  const refused = { code: 'store/refused' };

  it.each([0o644, 0o640, 0o602, 0o660])('a file of mode %o', async (mode) => {
    const { store, token, path } = await setup();
    await commit(store, token);
    await chmod(path, mode);
    await expect(store.read()).rejects.toMatchObject(refused);
    expect((await stat(path)).mode & 0o777).toBe(mode);
  });

  it('a symbolic link, even to a valid file', async () => {
    const { store, token, path } = await setup();
    await commit(store, token);
    await rename(path, `${path}.elsewhere`);
    await symlink(`${path}.elsewhere`, path);
    await expect(store.read()).rejects.toMatchObject(refused);
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
  });

  it.runIf(isRoot)('a file of another user', async () => {
    const { store, token, path } = await setup();
    await commit(store, token);
    await chown(path, 65_534, 65_534);
    await expect(store.read()).rejects.toMatchObject(refused);
  });

  it.each([0o755, 0o777, 0o750])('a directory of mode %o', async (mode) => {
    const { store, directory } = await setup();
    await mkdir(directory);
    await chmod(directory, mode);
    await expect(store.tryAcquire()).rejects.toMatchObject(refused);
  });

  it('a symbolic link instead of the directory', async () => {
    const { store, directory } = await setup();
    await symlink(await temporaryDirectory(), directory);
    await expect(store.tryAcquire()).rejects.toMatchObject(refused);
  });

  it.each([0o755, 0o777, 0o770])('a lease directory of mode %o', async (mode) => {
    const { store, token } = await setup();
    await commit(store, token);
    await chmod(store.paths.leases, mode);
    await expect(store.tryAcquire()).rejects.toMatchObject(refused);
    expect((await stat(store.paths.leases)).mode & 0o777).toBe(mode);
  });

  it('a symbolic link instead of the lease directory', async () => {
    const { store, token } = await setup();
    await commit(store, token);
    await rename(store.paths.leases, `${store.paths.leases}.elsewhere`);
    await symlink(`${store.paths.leases}.elsewhere`, store.paths.leases);
    await expect(store.tryAcquire()).rejects.toMatchObject(refused);
  });

  it('a file instead of the directory', async () => {
    const { store, directory } = await setup();
    await writeFile(directory, '');
    await expect(store.tryAcquire()).rejects.toMatchObject({ code: expect.stringMatching(/^store\//) });
    await expect(store.read()).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});

describe('the option for fsGroup', () => {
  it('accepts access by the group, but never by everybody', async () => {
    const { store, token, path, directory } = await setup({ allowGroup: true });
    await mkdir(directory);
    await chmod(directory, 0o2770);
    await commit(store, token);
    expect((await stat(path)).mode & 0o777).toBe(0o660);
    expect((await store.read())?.value).toBe(token.value);
    await chmod(path, 0o664);
    await expect(store.read()).rejects.toMatchObject({ code: 'store/refused' });
  });
});

describe('the file of the Python observer', () => {
  const former = (token: string) =>
    JSON.stringify({
      access_token: token,
      expires_at: '2026-11-24T08:00:00',
      issued_at: '2026-11-23T08:00:00',
    });

  it("is used while there is no other, by the token's own claims", async () => {
    const { store, token, clock, directory } = await setup();
    await mkdir(directory, { mode: 0o700 });
    const theirs = tokenOf(clock, 7);
    await writeFile(store.paths.legacy, former(theirs.value), { mode: 0o644 });
    expect(await store.read()).toMatchObject({ value: theirs.value, expiresAt: theirs.expiresAt });
    await commit(store, token);
    expect((await store.read())?.value).toBe(token.value);
    expect(existsSync(store.paths.legacy)).toBe(true);
  });

  it.each([
    ['the token belongs to another app key', (clock: TestClock) => former(tokenOf(clock, 7, 'other').value)],
    ['the token has expired', (clock: TestClock) => former(tokenOf(clock, -1).value)],
    ['the token says nothing', () => former('opaque')],
    ['it is empty', () => ''],
  ])('is a miss if %s', async (_, content) => {
    const { store, clock, directory } = await setup();
    await mkdir(directory, { mode: 0o700 });
    await writeFile(store.paths.legacy, content(clock));
    expect(await store.read()).toBeUndefined();
  });
});
