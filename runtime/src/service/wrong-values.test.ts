import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { listeningPort } from 'test-support/free-port';
import { asOrdinaryUser, giveToOrdinaryUser } from 'test-support/ordinary-user';
import { releaseAfterwards } from 'test-support/release';
import { type RunResult, run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { beforeAll, describe, expect, it } from 'vitest';
import { observer } from '../testing/command-line.ts';
import { openMarket, prepareObserver, startObserverProcess } from './testing/observer-process.ts';

const BUILD = new URL('../../bin/build.js', import.meta.url).pathname;

/** The observer as in the image, and a place that everybody can read. */
let place: string;

beforeAll(prepareObserver);

beforeAll(async () => {
  place = await temporaryDirectory();
  await chmod(place, 0o755);
  const { code, stderr } = await run(process.execPath, [BUILD, place]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await writeFile(join(place, 'file'), 'not JSON, and no share either');
  await writeFile(join(place, 'latin1'), Buffer.from([0x30, 0xe9, 0x0a]));
  await run('mkfifo', [join(place, 'pipe')]);
  await mkdir(join(place, 'theirs'), { mode: 0o755 });
  await writeFile(join(place, 'run.sh'), 'mkdir gone && cd gone && rmdir ../gone && exec "$@"\n');
});

type Variables = Readonly<Record<string, string | undefined>>;

/** Everything that `serve` needs, changed by the variables. */
const environmentWith = (variables: Variables) => ({
  HOME: '/nonexistent',
  KIS_APP_KEY: 'key',
  KIS_APP_SECRET: 'secret',
  KIS_TOKEN_CACHE_DIR: join(place, 'cache'),
  OBSERVER_PORT: '0',
  OBSERVER_DATA_DIR: join(place, 'data'),
  ...variables,
});

const serve = (variables: Variables, ...args: readonly string[]) =>
  observer(['serve', ...args], environmentWith(variables));

/** The same as a process of the image's program, which this command starts with Node. */
function serveBehind([program, ...command]: readonly [string, ...string[]], variables: Variables = {}) {
  const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return run(program, [...command, join(place, 'observer.js'), 'serve'], {
    timeout: 60_000,
    cwd: place,
    env: { ...nothing, PATH: process.env.PATH, ...environmentWith(variables) },
  });
}

function expectRefusal({ code, stdout, stderr }: Omit<RunResult, 'signal'>, message: string): void {
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  expect(stderr).toMatch(/^observer: [^\n]+\n$/);
  expect(stderr).not.toContain('sesame');
}

const inPlace = (text: string) => text.replaceAll('PLACE', place);

describe('a wrong value is refused with the name of its variable, in one line with a remedy:', () => {
  it.each<[Variables, string]>([
    [
      { KIS_BASE_URL: 'https://me:sesame@kis.test:9443' },
      'KIS_BASE_URL has a user or a password, which cannot be used. Give only the origin of the server, such as https://kis.test:9443',
    ],
    [{ KIS_BASE_URL: 'https://kis.test/?key=sesame' }, 'KIS_BASE_URL has a query'],
    [{ KIS_BASE_URL: 'https://kis.test/?' }, 'KIS_BASE_URL has a query'],
    [{ KIS_BASE_URL: 'https://kis.test/#sesame' }, 'KIS_BASE_URL has a fragment'],
    [
      { KIS_WEBSOCKET_URL: 'https://sesame@kis.test' },
      'KIS_WEBSOCKET_URL must be an address that begins with ws:// or wss://',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an address that begins with http:// or https://',
    ],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nonsense', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an address',
    ],
    [
      { DATABASE_URL: 'postgres://me:sesame%zz@db/x' },
      'DATABASE_URL has a per cent that encodes nothing. Characters such as / # ? % @ in a password are written in per cent',
    ],
    [{ DATABASE_URL: 'postgres://me:sesame@db/x?host=%e' }, 'DATABASE_URL has a per cent'],
    [{ DATABASE_URL: 'postgres://me:p@db/x#sesame' }, 'DATABASE_URL has a fragment'],
    [
      { DATABASE_URL: 'postgres://me:ses/ame@db/x' },
      'DATABASE_URL must be an address of the form postgres://',
    ],
    [{ KIS_TOKEN_STORE: 'redis://:sesame@cache/0#1' }, 'KIS_TOKEN_STORE has a fragment'],
    [{ KIS_TOKEN_STORE: 'redis://:sesame@cache/0?db=1' }, 'KIS_TOKEN_STORE has a query'],
    [{ KIS_APP_KEY: 'sesame키' }, 'KIS_APP_KEY has a non-ASCII character at position 7'],
    [
      { KIS_APP_SECRET: 'sesa\rme' },
      'KIS_APP_SECRET has a line break at position 5, which no KIS key contains. Copy it again',
    ],
    [
      { HOME: undefined, OBSERVER_DATA_DIR: undefined },
      'HOME is not set, and neither is OBSERVER_DATA_DIR. Set OBSERVER_DATA_DIR to a directory',
    ],
    [{ HOME: 'here', OBSERVER_DATA_DIR: undefined }, 'HOME is "here", which is not an absolute path'],
    [{ HOME: '', KIS_TOKEN_CACHE_DIR: undefined }, 'HOME is not set, and neither is KIS_TOKEN_CACHE_DIR'],
    [
      { XDG_DATA_HOME: 'here', OBSERVER_DATA_DIR: undefined },
      'XDG_DATA_HOME is "here", which is not an absolute path',
    ],
    [
      { KIS_TOKEN_CACHE_DIR: ' /tmp/x' },
      'KIS_TOKEN_CACHE_DIR has blanks or line breaks around its path. Change it to /tmp/x',
    ],
    [
      { OBSERVER_DATA_DIR: 'PLACE/file' },
      'OBSERVER_DATA_DIR is PLACE/file, which is unusable: a file is in its way (ENOTDIR). Choose a directory that user ',
    ],
    [
      { OBSERVER_DATA_DIR: 'PLACE/file/x/y' },
      'OBSERVER_DATA_DIR is PLACE/file/x/y, which is unusable: a file is in its way',
    ],
    [
      { OBSERVER_ARCHIVE_DIR: '/proc/x/y' },
      'OBSERVER_ARCHIVE_DIR is /proc/x/y, which is unusable: nothing can be created there',
    ],
    [
      { OBSERVER_CALENDAR_FILE: 'PLACE/pipe' },
      'OBSERVER_CALENDAR_FILE cannot be read: PLACE/pipe: it is not a regular file',
    ],
    [{ OBSERVER_UNIVERSE_FILE: 'PLACE' }, 'OBSERVER_UNIVERSE_FILE cannot be read: PLACE: it is a directory'],
    [
      { OBSERVER_UNIVERSE_FILE: 'PLACE/latin1' },
      'OBSERVER_UNIVERSE_FILE cannot be read: PLACE/latin1: it is not UTF-8 text',
    ],
    [
      { OBSERVER_UNIVERSE_FILE: 'PLACE/file' },
      'OBSERVER_UNIVERSE_FILE PLACE/file has "not", which is not a share code',
    ],
    [
      { OBSERVER_HOST: '192.0.2.1' },
      'OBSERVER_HOST is "192.0.2.1", which is not an address of this machine (EADDRNOTAVAIL). Choose 127.0.0.1',
    ],
    [
      { OBSERVER_HOST: 'http://127.0.0.1' },
      'OBSERVER_HOST is "http://127.0.0.1", which is not an address of this machine',
    ],
  ])('%j', async (variables, message) => {
    const given = Object.entries(variables).map(([name, value]) => [name, value && inPlace(value)]);
    expectRefusal(await serve(Object.fromEntries(given)), inPlace(message));
  });

  it.each(['OBSERVER_DATA_DIR', 'OBSERVER_ARCHIVE_DIR'])(
    'a directory of somebody else as %s',
    async (name) => {
      const own = join(place, `own-${name}`);
      await mkdir(own);
      await giveToOrdinaryUser(own);
      const theirs = join(place, 'theirs');
      await chmod(theirs, 0o555);
      const command = asOrdinaryUser(process.execPath);
      for (const directory of [theirs, join(theirs, 'new')]) {
        const refused = await serveBehind(command, { OBSERVER_DATA_DIR: own, [name]: directory });
        expectRefusal(
          refused,
          `${name} is ${directory}, which is unusable: this process has no permission (EACCES)`,
        );
      }
    },
  );

  it('a deleted working directory', async () => {
    expectRefusal(
      await serveBehind(['sh', join(place, 'run.sh'), process.execPath]),
      'the working directory does not exist any more. Change to one that does',
    );
  });

  it.each<[string, string, (port: string) => readonly [Variables, ...string[]]]>([
    ['by its variable', 'OBSERVER_PORT', (port) => [{ OBSERVER_PORT: port }]],
    ['by its former variable', 'SERVICE_PORT', (port) => [{ OBSERVER_PORT: undefined, SERVICE_PORT: port }]],
    ['by its option', '--port', (port) => [{}, '--port', port]],
  ])('a port in use, %s', async (_, name, given) => {
    const other = createServer().listen(0, '127.0.0.1');
    releaseAfterwards(() => void other.close());
    await once(other, 'listening');
    const port = String(listeningPort(other.address()));
    expectRefusal(
      await serve(...given(port)),
      `${name} is ${port}, where another process is listening. Stop it, or choose`,
    );
  });

  it('a data directory in use', async () => {
    const directory = await temporaryDirectory();
    await startObserverProcess(await openMarket(), { OBSERVER_DATA_DIR: directory });
    expectRefusal(
      await serve({ OBSERVER_DATA_DIR: directory }),
      `OBSERVER_DATA_DIR is ${directory}, but another observer is writing to it. Stop that one`,
    );
  });
});

describe('the other commands', () => {
  it.each<[string, readonly string[], Variables, string]>([
    ['token', ['token', 'status'], { KIS_TOKEN_CACHE_DIR: '/tmp/x ' }, 'KIS_TOKEN_CACHE_DIR has blanks'],
    [
      'load',
      ['load', 'PLACE/file'],
      { DATABASE_URL: 'postgres://me:sesame%zz@db/x' },
      'DATABASE_URL has a per cent',
    ],
  ])('refuse them as well: %s', async (_, args, variables, message) => {
    expectRefusal(await observer(args.map(inPlace), { KIS_APP_KEY: 'key', ...variables }), message);
  });
});

it('status and log show only the origin of an address with a path', async () => {
  const market = await openMarket();
  const { restUrl, websocketUrl } = market.simulator;
  const started = await startObserverProcess(market, {
    OBSERVER_DATA_DIR: await temporaryDirectory(),
    KIS_BASE_URL: `${restUrl}/sesame`,
    KIS_WEBSOCKET_URL: `${websocketUrl}/sesame`,
    DATABASE_URL: 'postgres://me:sesame@127.0.0.1:9/sesame?application_name=sesame',
    KIS_TOKEN_STORE: 'redis://me:sesame@127.0.0.1:9/0',
  });
  await expect.poll(() => started.log()).toContain('The token store is unusable');
  await expect.poll(() => started.log()).toContain('the database is unavailable');
  const status = await (await fetch(`${started.url}/status`)).text();
  expect(status).toContain(`"baseUrl":"${restUrl}"`);
  await started.stop();
  expect(status + started.log()).not.toContain('sesame');
});
