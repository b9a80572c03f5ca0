import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { observerSettings } from './settings.ts';

const HOME = '/home/x';

describe('the settings of the observer', () => {
  it('all have defaults, which serve this machine only', () => {
    expect(observerSettings({ XDG_DATA_HOME: '/share' })).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      dataDirectory: '/share/kis-observer',
      archiveDirectory: undefined,
      databaseUrl: undefined,
      durability: 'batch',
      filePeriod: 300_000,
      tracks: { a: true, b: true },
      quoteInterval: 300_000,
      drainDelay: 0,
    });
  });

  it('come from the variables, and an empty variable counts as unset', () => {
    expect(
      observerSettings({
        OBSERVER_HOST: '0.0.0.0',
        OBSERVER_PORT: '9000',
        OBSERVER_DATA_DIR: '/data',
        OBSERVER_SYMBOLS: ' 005930, 000660\n005930 # twice',
        TRACK_A_ENABLED: 'off',
        TRACK_A_INTERVAL_SECONDS: '60',
        OBSERVER_DURABILITY: 'interval',
        OBSERVER_FILE_MINUTES: '1',
        DATABASE_URL: '',
      }),
    ).toMatchObject({
      host: '0.0.0.0',
      port: 9000,
      dataDirectory: '/data',
      symbols: ['005930', '000660'],
      universe: ['005930', '000660'],
      tracks: { a: false, b: true },
      quoteInterval: 60_000,
      durability: 'interval',
      filePeriod: 60_000,
      databaseUrl: undefined,
    });
  });

  it("accept the port's former name as well", () => {
    expect(observerSettings({ HOME, SERVICE_PORT: '8080' }).port).toBe(8080);
    expect(observerSettings({ HOME, SERVICE_PORT: '8080', OBSERVER_PORT: '9000' }).port).toBe(9000);
  });

  it('read the universe from a file with comments', async () => {
    const file = join(await temporaryDirectory(), 'universe.txt');
    await writeFile(file, '# KOSPI\n005930 # 삼성전자\n\n000660\n');
    expect(observerSettings({ HOME, OBSERVER_UNIVERSE_FILE: file })).toMatchObject({
      universe: ['005930', '000660'],
    });
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a port that is none', { OBSERVER_PORT: '80000' }, /OBSERVER_PORT is "80000", .* from 0 to 65535/],
    ['a port that is not a number', { OBSERVER_PORT: '0x50' }, /OBSERVER_PORT is "0x50"/],
    ['a part of a port', { OBSERVER_PORT: '8000.5' }, /OBSERVER_PORT is "8000.5", but must be an integer/],
    [
      'a durability that there is not',
      { OBSERVER_DURABILITY: 'always' },
      /must be batch or interval or none/,
    ],
    ['a symbol that is none', { OBSERVER_SYMBOLS: '삼성전자' }, /"삼성전자", which is not a share code/],
    ['no symbol at all', { OBSERVER_SYMBOLS: ',,' }, /contains no share/],
    ['a missing universe', { OBSERVER_UNIVERSE_FILE: '/no/such' }, /cannot be read: .*ENOENT/],
    ['an interval without length', { TRACK_A_INTERVAL_SECONDS: '0' }, /from 1 to 86400/],
  ])('are refused with %s', (_, variables, message) => {
    expect(() => observerSettings({ HOME, ...variables })).toThrow(message);
  });
});
