import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { join } from 'node:path';
import { releaseAfterwards } from 'test-support/release';
import { startServerProcess } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { observer as runObserver } from '../testing/command-line.ts';

const OBSERVER = new URL('../../bin/observer.js', import.meta.url).pathname;
const ACCOUNT = { KIS_APP_KEY: 'a key of the tests', KIS_APP_SECRET: 'a secret of the tests' };

const observer = async (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  runObserver(args, { OBSERVER_DATA_DIR: await temporaryDirectory(), HOME: '/home/x', ...environment });

describe('--help', () => {
  it.each(['', 'serve', 'simulator', 'token', 'token status', 'token path', 'token clear', 'load'])(
    'of observer %s tells the exit codes',
    async (command) => {
      const { code, stdout } = await observer([...command.split(' ').filter(Boolean), '--help']);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Exit codes: 0 ') });
    },
  );
});

describe('observer serve', () => {
  it.each<[string, readonly string[], Record<string, string | undefined>, RegExp]>([
    ['no account', [], { KIS_APP_KEY: undefined }, /KIS_APP_KEY is not set/],
    ['a word that it does not know', ['now'], {}, /Unknown (command|argument): now/],
    ['an option that it does not know', ['--simulated'], {}, /Unknown argument: simulated/],
    ['a port that is none', ['--port', '70000', '--simulate'], {}, /--port is 70000/],
    ['a speed that is none', ['--simulate', '--speed', '0'], {}, /--speed is 0/],
    ['a time that is none', ['--simulate', '--starts-at', 'tomorrow'], {}, /--starts-at is "tomorrow"/],
    [
      'a time of no place',
      ['--simulate', '--starts-at', '2026-11-25T08:55'],
      {},
      /--starts-at is "2026-11-25T08:55"/,
    ],
    ['a speed at which nothing would happen', ['--simulate', '--speed', '0.001'], {}, /from 0\.01 to 1000/],
    [
      'a directory that is a file',
      ['--port', '0', '--simulate'],
      { OBSERVER_DATA_DIR: OBSERVER },
      /observer\.js/,
    ],
    ['a missing calendar', ['--simulate'], { OBSERVER_CALENDAR_FILE: '/no/such' }, /OBSERVER_CALENDAR_FILE/],
    [
      'more shares than a paper account can ask for',
      [],
      { ...ACCOUNT, KIS_IS_VIRTUAL: 'true', TRACK_A_INTERVAL_SECONDS: '1' },
      /6 shares take \d+ seconds/,
    ],
  ])('refuses %s with exit code 2 and one line', async (_, args, env, message) => {
    const { code, stdout, stderr } = await observer(['serve', ...args], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('continues, and stops in order, if nobody reads its log any more', async () => {
    const directory = await temporaryDirectory();
    const child = spawn(
      process.execPath,
      [
        OBSERVER,
        'serve',
        '--simulate',
        '--speed',
        '60',
        '--starts-at',
        '2026-11-26T10:00+09:00',
        '--port',
        '0',
      ],
      { env: { ...process.env, OBSERVER_DATA_DIR: directory }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    releaseAfterwards(() => {
      child.kill('SIGKILL');
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const parts = () => readdir(join(directory, 'simulated', 'scalp')).catch(() => []);
    await expect.poll(() => parts()).not.toEqual([]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect((await parts()).filter((name) => name.endsWith('.open'))).toEqual([]);
    expect(errors).toBe('');
  });

  it('creates nothing that others can write to, even with umask 000', async () => {
    const directory = await temporaryDirectory();
    const scalp = join(directory, 'data/simulated/scalp');
    await mkdir(scalp, { recursive: true });
    // Old enough to be archived at once.
    await writeFile(join(scalp, '20261120_09.0900.jsonl'), '{}\n');
    const server = await startServerProcess(
      'sh',
      [
        '-c',
        'umask 000 && exec "$@"',
        'sh',
        process.execPath,
        OBSERVER,
        'serve',
        '--simulate',
        '--port',
        '0',
      ],
      {
        environment: {
          OBSERVER_DATA_DIR: join(directory, 'data'),
          OBSERVER_ARCHIVE_DIR: join(directory, 'archive/deep'),
          KIS_TOKEN_CACHE_DIR: join(directory, 'cache'),
        },
        readyAt: async (output) => /"url":"http:\/\/(127\.0\.0\.1:\d+)"/.exec(output)?.[1],
      },
    );
    await expect.poll(() => server.log()).toContain('Files were archived');
    await server.stop();
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const modes = await Promise.all(
      entries.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path, isOpen: ((await stat(path)).mode & 0o022) !== 0 };
      }),
    );
    expect(modes.length).toBeGreaterThan(12);
    expect(modes.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  it('serves a simulated market without an account, on this machine only, until it is stopped', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'unrelated'), '');
    const server = await startServerProcess(
      process.execPath,
      [OBSERVER, 'serve', '--simulate', '--speed', '20', '--port', '0', '--host', 'LOCALHOST'],
      {
        environment: { OBSERVER_DATA_DIR: directory, KIS_APP_KEY: '', KIS_APP_SECRET: '' },
        readyAt: async (output) => /"url":"http:\/\/(127\.0\.0\.1:\d+)"/.exec(output)?.[1],
      },
    );
    const health = await fetch(`${server.url}/health`);
    expect(health.status).toBe(200);
    // However its address is spelt.
    const rebound = httpGet(`${server.url}/status`, { headers: { host: 'rebound.example' } });
    const [answer] = await once(rebound, 'response');
    expect(answer.resume().statusCode).toBe(421);
    const metrics = await fetch(`${server.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    });
    expect(metrics.headers.get('content-type')).toContain('application/openmetrics-text');
    expect((await metrics.text()).endsWith('# EOF\n')).toBe(true);
    await server.stop();
    expect(server.log()).toContain('The observer has stopped in order');
    for (const line of server.log().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('observer simulator', () => {
  it('gives several observers one KIS, and prints the variables that point to it', async () => {
    const simulator = await startServerProcess(
      process.execPath,
      [OBSERVER, 'simulator', '--port', '0', '--websocket-port', '0'],
      {
        readyAt: async (output) =>
          /^OBSERVER_SYMBOLS=/m.test(output) ? /^KIS_BASE_URL=http:\/\/(.+)$/m.exec(output)?.[1] : undefined,
      },
    );
    const variables = Object.fromEntries(
      [...simulator.log().matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const directory = await temporaryDirectory();
    const observers = await Promise.all(
      ['a', 'b'].map((name) =>
        startServerProcess(process.execPath, [OBSERVER, 'serve', '--port', '0'], {
          environment: {
            ...variables,
            OBSERVER_DATA_DIR: join(directory, name),
            KIS_TOKEN_CACHE_DIR: join(directory, 'cache'),
          },
          readyAt: async (output) => /"url":"http:\/\/(127\.0\.0\.1:\d+)"/.exec(output)?.[1],
        }),
      ),
    );
    for (const observer of observers) {
      await expect.poll(() => observer.log()).toMatch(/Token cached|Using cached token/);
      await observer.stop();
    }
    // One request served both.
    const logs = observers.map((observer) => observer.log()).join('');
    expect(logs.match(/Token cached successfully/g)).toHaveLength(1);
    await simulator.stop();
    expect(simulator.log()).toContain('"message":"The simulator is stopping"');
  });

  it.each([
    ['a port that is none', ['--port', '70000'], '--port is 70000'],
    ['an option that it does not know', ['--speed', '2'], 'Unknown argument: speed'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await observer(['simulator', ...args]);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });
});
