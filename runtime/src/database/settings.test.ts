import { describe, expect, it } from 'vitest';
import { serverOf } from './address.ts';
import { defaultDatabaseLimits, pauseAfter } from './limits.ts';
import { databaseAddress } from './settings.ts';

describe('the address', () => {
  it.each([
    ['postgres://user:pass@db.example:6432/name', 'db.example:6432'],
    ['postgresql://user@db.example/name?sslmode=verify-full', 'db.example:5432'],
    ['postgres://user:pass@[::1]:5433/name', '[::1]:5433'],
    ['postgres:///name?host=/run/postgresql&port=5440', '/run/postgresql:5440'],
    ['postgres://%2Frun%2Fpostgresql/name', '/run/postgresql:5432'],
    ['postgres://user:p%40ss@/name', undefined],
  ])('%s is shown as %s, without credentials', (url, server) => {
    if (server === undefined) expect(() => serverOf(url)).toThrow('is not an address');
    else expect(serverOf(url)).toBe(server);
  });

  it.each([[undefined], [''], ['  ']])('is undefined if DATABASE_URL is %j', (DATABASE_URL) => {
    expect(databaseAddress(DATABASE_URL === undefined ? {} : { DATABASE_URL })).toBeUndefined();
  });
});

describe('the limits', () => {
  it('let a working server give up first', () => {
    const { statementMilliseconds, answerMilliseconds } = defaultDatabaseLimits;
    expect(answerMilliseconds).toBeGreaterThan(statementMilliseconds);
  });

  it('double the pause after each failure up to the longest, with jitter', () => {
    const pauses = (random: number) =>
      [1, 2, 3, 6, 7, 99, 2_000].map((failures) => pauseAfter(failures, defaultDatabaseLimits, () => random));
    expect(pauses(0)).toEqual([250, 500, 1_000, 8_000, 10_000, 10_000, 10_000]);
    expect(pauses(1)).toEqual([125, 250, 500, 4_000, 5_000, 5_000, 5_000]);
  });
});
