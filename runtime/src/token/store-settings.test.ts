import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from './settings.ts';

const keys = { KIS_APP_KEY: 'key', KIS_APP_SECRET: 'secret', HOME: '/home/x' };
const settings = (store: string, more: NodeJS.ProcessEnv = {}) =>
  settingsFrom({ ...keys, ...more, KIS_TOKEN_STORE: store }).store;

describe('KIS_TOKEN_STORE', () => {
  it.each(['', ' ', 'file'])('%j selects files in the default directory', (text) => {
    const more = { KIS_TOKEN_CACHE_DIR: '/data/tokens', KIS_TOKEN_CACHE_ALLOW_GROUP: 'true' };
    expect(settings(text, more)).toEqual({ kind: 'file', directory: '/data/tokens', allowGroup: true });
  });

  it.each([
    ['redis://:pass%2Fword@cache:6380/2', 'redis', 'redis://cache:6380'],
    ['rediss://user:pass%2Fword@cache', 'redis', 'rediss://cache:6379'],
    ['postgres://user:pass%2Fword@db/observer?sslmode=require', 'postgres', 'postgres://db:5432'],
    ['postgresql://user:pass%2Fword@[::1]:5433/observer', 'postgres', 'postgresql://[::1]:5433'],
  ])('%s selects %s, and is printed as %s', (text, kind, printed) => {
    const store = settings(text);
    if (store.kind === 'file') throw new Error('files were not asked for');
    expect(store.kind).toBe(kind);
    expect(store.url.value).toBe(text);
    expect(store.url.secrets).toEqual([text, 'pass%2Fword', 'pass/word']);
    expect(`${store.url} ${JSON.stringify(store)}`).toContain(printed);
    const shown = `${store.url}${JSON.stringify(store)}${inspect(store, { depth: 9, showHidden: true })}`;
    for (const secret of store.url.secrets) expect(shown).not.toContain(secret);
  });

  it.each([
    ['memory', 'must be "file" or begin with'],
    ['files', 'must be "file" or begin with'],
    ['http://user:sesame@host', 'must be "file" or begin with'],
    ['redis:sesame@host', 'must be "file" or begin with'],
    ['redis://:ses#ame/1@host:port', 'must be an address of the form redis://'],
    ['redis://', 'has no host'],
    ['redis:///0', 'has no host'],
    ['redis://host/sesame', 'has a database that is not a number'],
    ['redis://:sesame%zz@host', 'encodes nothing'],
    ['postgres://user:sesame@host', 'has no database'],
    ['postgres://user:sesame@host:99999/db', 'must be an address of the form postgres://'],
  ])('%s is refused without repeating it', (text, why) => {
    const read = () => settings(text);
    expect(read).toThrow(expect.objectContaining({ code: 'settings/invalid' }));
    expect(read).toThrow(why);
    expect(read).not.toThrow(/sesame|ses#ame/);
  });

  it('requires the secret to read a shared store', () => {
    const environment = { KIS_APP_KEY: 'key', KIS_TOKEN_STORE: 'redis://cache' };
    expect(() => settingsFrom(environment, 'read')).toThrow('KIS_APP_SECRET is not set: KIS_TOKEN_STORE');
    expect(settingsFrom(environment, 'name').store.kind).toBe('redis');
    expect(settingsFrom({ KIS_APP_KEY: 'key', HOME: '/home/x' }, 'read').store.kind).toBe('file');
  });
});

describe('KIS_IS_PARTNER', () => {
  it.each([
    [undefined, 25],
    ['false', 25],
    ['true', 92 * 24 + 1],
  ])('%j allows tokens of at most %i hours', (text, hours) => {
    const { account } = settingsFrom({ ...keys, KIS_IS_PARTNER: text });
    expect(account.longestLifetime).toBe(hours * 3_600_000);
  });

  it('is true or false', () => {
    expect(() => settingsFrom({ ...keys, KIS_IS_PARTNER: 'sure' })).toThrow(
      'KIS_IS_PARTNER is "sure", but must be true or false',
    );
  });
});
