import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { startSimulator } from 'kis-simulator';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { observerWorkload } from '../workload/observer.ts';
import { environmentOf, type Instruction, stagesOf, textsOf } from './support/dockerfile.ts';
import { freePort } from './support/free-port.ts';
import { list, object } from './support/json.ts';
import { releaseAfterwards } from './support/release.ts';
import { run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { isContinuousIntegration } from './support/tools.ts';
import { ROOT } from './support/workspace.ts';

const BUILD = path.join(ROOT, 'runtime/bin/build.js');
/** Only root on Linux may. Where CI=true it is not left out but fails. */
const canChroot = (process.getuid?.() === 0 && process.platform === 'linux') || isContinuousIntegration();

async function buildInto(directory: string): Promise<void> {
  const { code, stderr } = await run(process.execPath, [BUILD, directory]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

describe('the bundle of the image', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    await buildInto(directory);
  });

  it('is the same on every machine', async () => {
    const other = path.join(await temporaryDirectory(), 'a/b');
    const { code } = await run(process.execPath, [BUILD, other], { cwd: path.dirname(path.dirname(other)) });
    expect(code).toBe(0);
    for (const file of ['observer.js', 'observer.js.map']) {
      const built = await readFile(path.join(directory, file), 'utf8');
      expect(built === (await readFile(path.join(other, file), 'utf8')), file).toBe(true);
      expect(built).not.toContain(ROOT);
    }
  });

  it('loads nothing but itself and Node', async () => {
    const text = await readFile(path.join(directory, 'observer.js'), 'utf8');
    const imported = [...text.matchAll(/^import [^"']*["']([^"']+)["']/gm)].map(([, name = '']) => name);
    expect(imported.length).toBeGreaterThan(5);
    const { builtinModules } = await import('node:module');
    expect(imported.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([]);
  });

  it('runs with nothing else in its file system, which is read-only', async () => {
    const alone = await temporaryDirectory();
    await copyFile(path.join(directory, 'observer.js'), path.join(alone, 'observer.js'));
    await chmod(alone, 0o555);
    const { code, stdout, stderr } = await run(process.execPath, ['observer.js', '--help'], { cwd: alone });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('observer token');
  });

  it('has no simulator inside, and says so to --simulate', async () => {
    const sources = await sourcesOf(directory);
    expect(sources).toContain('runtime/src/main.ts');
    expect(sources.filter((source) => /(^|\/)(simulator|kis-simulator|test-support)\//.test(source))).toEqual(
      [],
    );
    const { code, stderr } = await run(process.execPath, ['observer.js', 'serve', '--simulate'], {
      cwd: directory,
    });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'observer: --simulate needs the simulator, which is not part of this image. Run it in a checkout of the ' +
        'repository: npm run observer -- --simulate\n',
    );
  });

  it('is built of nothing but what the Dockerfile copies', async () => {
    const [build = []] = stagesOf(await readFile(path.join(ROOT, 'Dockerfile'), 'utf8'));
    const copied = textsOf(build, 'COPY').flatMap((text) => text.split(' ').slice(0, -1));
    const sources = (await sourcesOf(directory)).filter((source) => !source.startsWith('node_modules/'));
    expect(sources.filter((source) => !copied.some((folder) => source.startsWith(`${folder}/`)))).toEqual([]);
  });

  // As in the image: another user, a root that cannot be written to, no shell, no packages, no home.
  it.skipIf(!canChroot)(
    'runs as nobody in particular, in a root with nothing but Node and itself',
    async () => {
      const root = await imageRoot(directory);
      const inside = (...args: string[]) =>
        spawnSync('chroot', [...intoRoot(root), ...args], { encoding: 'utf8', env: ENVIRONMENT });

      expect(inside('--help')).toMatchObject({
        status: 0,
        stderr: '',
        stdout: expect.stringContaining('observer token'),
      });
      expect(inside('token', 'path')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('/data/cache'),
      });
      expect(inside('token', 'status')).toMatchObject({ status: 1, stdout: 'There is no token\n' });
      expect(inside('nonsense')).toMatchObject({ status: 2, stderr: expect.stringContaining('observer: ') });
    },
  );

  it.skipIf(!canChroot)('answers its probes there, and ends in good order on SIGTERM', async () => {
    const root = await imageRoot(directory);
    const port = String(await freePort());
    const simulator = await startSimulator();
    releaseAfterwards(() => simulator.close());
    const env = {
      ...ENVIRONMENT,
      OBSERVER_HOST: '127.0.0.1',
      OBSERVER_PORT: port,
      KIS_APP_KEY: simulator.account.appKey,
      KIS_APP_SECRET: simulator.account.appSecret,
      KIS_BASE_URL: simulator.restUrl,
      KIS_WEBSOCKET_URL: simulator.websocketUrl,
    };
    const observer = spawn('chroot', [...intoRoot(root), 'serve'], { env, stdio: 'ignore' });
    const ended = once(observer, 'exit');
    try {
      const { startup, readiness, liveness } = observerWorkload.probes;
      for (const { path: asked } of [startup, liveness, readiness]) {
        await expect
          .poll(() => statusOf(`http://127.0.0.1:${port}${asked}`), { timeout: 30_000, interval: 200 })
          .toBe(200);
      }
      observer.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      observer.kill('SIGKILL');
    }
  });
});

/** Paths of the modules in the bundle, relative to the repository. */
async function sourcesOf(directory: string): Promise<readonly string[]> {
  const map = object(JSON.parse(await readFile(path.join(directory, 'observer.js.map'), 'utf8')));
  return list(map.sources).map(String);
}

async function statusOf(address: string): Promise<number | undefined> {
  try {
    return (await fetch(address)).status;
  } catch {
    return undefined;
  }
}

/** Of the process in the root; `PATH` is for `chroot` itself. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  KIS_APP_KEY: 'an-app-key',
  KIS_APP_SECRET: 'an-app-secret',
  KIS_TOKEN_CACHE_DIR: '/data/cache',
  OBSERVER_DATA_DIR: '/data',
  OBSERVER_ARCHIVE_DIR: '/data/backup',
};

/** Arguments of `chroot`, up to those of the observer. */
function intoRoot(root: string): string[] {
  const { user } = observerWorkload;
  return [`--userspec=${user}:${user}`, '--groups=', root, '/usr/local/bin/node', '/app/observer.js'];
}

/** Node with its libraries, the bundle, and one directory for data: less than in the image, where there is a shell. */
async function imageRoot(bundle: string): Promise<string> {
  const root = await temporaryDirectory();
  const put = async (source: string, target: string) => {
    await mkdir(path.dirname(path.join(root, target)), { recursive: true });
    await copyFile(source, path.join(root, target));
  };
  await put(process.execPath, '/usr/local/bin/node');
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  for (const [, library = ''] of libraries) await put(library, library);
  await put(path.join(bundle, 'observer.js'), '/app/observer.js');
  await mkdir(path.join(root, 'data'), { mode: 0o755 });
  execFileSync('chown', [`${observerWorkload.user}:${observerWorkload.user}`, path.join(root, 'data')]);
  await chmod(root, 0o555);
  return root;
}

describe('the Dockerfile', () => {
  let build: readonly Instruction[];
  let final: readonly Instruction[];
  beforeAll(async () => {
    const stages = stagesOf(await readFile(path.join(ROOT, 'Dockerfile'), 'utf8'));
    expect(stages).toHaveLength(2);
    build = stages[0] ?? [];
    final = stages.at(-1) ?? [];
  });

  test('runs as the user, with the arguments and on the port of the workload', () => {
    const { user, port, arguments: args } = observerWorkload;
    expect(textsOf(final, 'USER')).toEqual([`${user}:${user}`]);
    expect(textsOf(final, 'EXPOSE')).toEqual([String(port.number)]);
    expect(textsOf(final, 'CMD').map((text) => JSON.parse(text))).toEqual([args]);
    expect(textsOf(final, 'COPY').join('\n')).toContain(`--chown=${user}:${user}`);
  });

  test('has the directories of the workload', () => {
    const environment = environmentOf(final);
    const { volumes } = observerWorkload;
    expect(environment).toMatchObject({
      OBSERVER_DATA_DIR: volumes.data?.mountPath,
      OBSERVER_ARCHIVE_DIR: volumes.backup?.mountPath,
    });
    const made = textsOf(build, 'RUN').join(' ');
    for (const { mountPath } of Object.values(volumes)) {
      expect(made).toContain(`/build/home/${path.basename(mountPath)}`);
      expect(textsOf(final, 'COPY').join('\n')).toContain(`/build/home ${path.dirname(mountPath)}`);
    }
  });

  test('asks for the path that the liveness probe asks for', () => {
    expect(textsOf(final, 'HEALTHCHECK').join()).toContain(observerWorkload.probes.liveness.path);
  });

  test('has no secret and runs nothing in its last stage, and builds on the platform of the builder', () => {
    expect(textsOf(build, 'FROM')).toEqual(['--platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build']);
    expect(textsOf(final, 'RUN')).toEqual([]);
    expect([...Object.keys(environmentOf(final)), ...textsOf(final, 'ARG')].join()).not.toMatch(
      /SECRET|PASSWORD|APP_KEY/,
    );
  });

  test('copies what exists, and what is not ignored', async () => {
    const ignored = await readFile(path.join(ROOT, '.dockerignore'), 'utf8');
    const taken = new Set(
      ignored
        .split('\n')
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1)),
    );
    const sources = [...build, ...final]
      .filter(({ name, text }) => name === 'COPY' && !text.includes('--from='))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      await expect(stat(path.join(ROOT, source)), source).resolves.toBeDefined();
      expect(
        [...taken].some((entry) => source === entry || source.startsWith(`${entry}/`)),
        source,
      ).toBe(true);
    }
  });

  test('runs scripts that exist, of packages that are there without those of development', async () => {
    const { scripts, dependencies } = object(
      JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')),
    );
    const run = textsOf(build, 'RUN').flatMap((text) =>
      [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(run).toEqual(['build:observer']);
    expect(object(scripts)['build:observer']).toContain('runtime/bin/build.js');
    expect(Object.keys(object(dependencies))).toContain('rolldown');
  });

  test('has what the runbooks run in the pod', async () => {
    const directory = path.join(ROOT, 'docs/runbooks');
    const pages = await Promise.all(
      (await readdir(directory)).map((file) => readFile(path.join(directory, file), 'utf8')),
    );
    const commands = pages.flatMap((page) =>
      [...page.matchAll(/exec [^\n]*deploy\/observer -- (?:\\\n\s*)?([\w.-]+)/g)].map(
        ([, command]) => command,
      ),
    );
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((command) => !IN_DEBIAN.includes(command ?? '') && command !== 'node')).toEqual(
      [],
    );
  });
});

/** Of packages that are essential in Debian, and so in its slim image: coreutils, findutils, grep, dash. */
const IN_DEBIAN = [
  'cat',
  'chmod',
  'date',
  'df',
  'du',
  'find',
  'grep',
  'head',
  'id',
  'ls',
  'sh',
  'sort',
  'stat',
  'tail',
  'wc',
];
