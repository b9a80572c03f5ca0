import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isContinuousIntegration } from '../tools.ts';
import { companionsOf } from './catalogue.ts';
import { fakeApt } from './fake-apt.ts';
import { fetchPackages } from './packages.ts';
import { provideTools } from './provide-tools.ts';

const PROMETHEUS = ['promtool', 'prometheus'];

describe.runIf(process.platform === 'linux')('with a fake apt', () => {
  test('a missing tool is fetched into a folder of its package and version, leaving nothing else', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS });

    const { found, missing } = await provideTools(['promtool'], apt);

    const expected = path.join(apt.toolsDirectory, 'prometheus-1.0/usr/bin/promtool');
    expect(found).toEqual([{ name: 'promtool', path: expected, origin: '.tools' }]);
    expect(missing.size).toBe(0);
    expect(await readdir(apt.toolsDirectory)).toEqual(['.lock', 'prometheus-1.0']);
  });

  test('what a program does not run without is unpacked into the same folder', async () => {
    const apt = await fakeApt({ programs: ['redis-server'] });

    const { found } = await provideTools(['redis-server'], apt);

    expect(found.map(({ path: file }) => path.relative(apt.toolsDirectory, file))).toEqual([
      'redis-server-1.0/usr/bin/redis-server',
    ]);
    expect(await apt.calls()).toEqual([
      'download redis-server',
      ...companionsOf('redis-server').map((name) => `download ${name}`),
    ]);
  });

  test('tools of one package are fetched once, and not again by the next run', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS });

    await provideTools(['promtool', 'prometheus'], apt);
    await provideTools(['promtool', 'prometheus'], apt);

    expect(await apt.calls()).toEqual(['download prometheus']);
  });

  test('of two runs at once one fetches and the other waits for it', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS });

    const provisions = await Promise.all([
      provideTools(['promtool'], apt),
      provideTools(['prometheus'], apt),
    ]);

    expect(provisions.map(({ found }) => found.length)).toEqual([1, 1]);
    expect(await apt.calls()).toEqual(['download prometheus']);
  });

  test.each([
    { failures: 1, calls: ['download prometheus', 'update', 'download prometheus'] },
    {
      failures: 2,
      calls: ['download prometheus', 'update', 'download prometheus', 'update', 'download prometheus'],
    },
  ])(
    "where $failures of the downloads fail, package lists of the project's own help",
    async ({ failures, calls }) => {
      const apt = await fakeApt({ programs: PROMETHEUS, failures });

      const { found } = await provideTools(['promtool'], apt);

      expect(found).toHaveLength(1);
      expect(await apt.calls()).toEqual(calls);
    },
  );

  test('once the own package lists have helped, they are not fetched again for the next package', async () => {
    const apt = await fakeApt({ programs: [...PROMETHEUS, 'kubectl'], failures: 1 });

    await fetchPackages(async () => ['prometheus', 'kubernetes-client'], apt);

    expect((await apt.calls()).filter((call) => call === 'update')).toHaveLength(1);
  });

  test("a download that keeps failing is given up after one retry, with apt's own words", async () => {
    const apt = await fakeApt({ failures: 99 });

    const { found, missing } = await provideTools(['kubectl'], apt);

    expect(found).toEqual([]);
    expect(missing.get('kubectl')).toMatchObject({
      code: 'tools/download',
      place: { definition: 'Debian package kubernetes-client' },
      message: 'apt-get could not download kubernetes-client: E: Unable to locate package kubernetes-client',
    });
    expect(await readdir(apt.toolsDirectory)).toEqual(['.lock']);
  });

  test('one package that fails does not keep the others away', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS, failures: 3 });

    const { found, missing } = await provideTools(['kubectl', 'promtool'], apt);

    expect(found.map(({ name }) => name)).toEqual(['promtool']);
    expect([...missing.keys()]).toEqual(['kubectl']);
  });

  test('a package that cannot be unpacked leaves no half of it behind', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS, unpackCode: 2 });

    const { missing } = await provideTools(['promtool'], apt);

    expect(missing.get('promtool')).toMatchObject({
      code: 'tools/unpack',
      message: 'dpkg-deb could not unpack prometheus: No space left on device',
    });
    expect(await readdir(apt.toolsDirectory)).toEqual(['.lock']);
  });

  test('a package without the program is said to be without it', async () => {
    const apt = await fakeApt({ programs: ['other'] });

    const { missing } = await provideTools(['kubectl'], apt);

    expect(missing.get('kubectl')?.code).toBe('tools/no-program');
  });

  test('what a killed run left half done is removed and replaced', async () => {
    const apt = await fakeApt({ programs: PROMETHEUS });
    await mkdir(path.join(apt.toolsDirectory, '.fetch-killed'), { recursive: true });
    await mkdir(path.join(apt.toolsDirectory, 'prometheus-1.0/usr/bin'), { recursive: true });

    const { found } = await provideTools(['promtool'], apt);

    expect(found).toHaveLength(1);
    expect(await readdir(apt.toolsDirectory)).toEqual(['.lock', 'prometheus-1.0']);
  });

  test('a tools folder that cannot be made is named', async () => {
    const apt = await fakeApt();
    await writeFile(apt.toolsDirectory, 'a file is in the way');

    const { missing } = await provideTools(['promtool'], apt);

    expect(missing.get('promtool')).toMatchObject({
      code: 'tools/folder',
      place: { file: apt.toolsDirectory },
    });
  });
});

test('without apt-get the user is told which programs to install', async () => {
  const toolsDirectory = await temporaryDirectory();

  const { missing } = await provideTools(['amtool'], {
    toolsDirectory,
    environment: { PATH: '/nonexistent' },
  });

  expect(missing.get('amtool')).toMatchObject({
    code: 'tools/no-apt',
    remedy: expect.stringContaining('prometheus-alertmanager'),
  });
});

test('a real Debian package is fetched and its program runs', async (context) => {
  const toolsDirectory = await temporaryDirectory();

  const failure = await fetchPackages(async () => ['hello'], {
    toolsDirectory,
    environment: process.env,
  }).then(
    (failures) => failures.get('hello')?.message,
    (error: Error) => error.message,
  );

  if (failure !== undefined && !isContinuousIntegration()) context.skip(failure);
  expect(failure).toBeUndefined();
  const folder = (await readdir(toolsDirectory)).find((name) => name.startsWith('hello-'));
  const program = path.join(toolsDirectory, folder ?? '', 'usr/bin/hello');
  expect((await run(program, [])).stdout).toBe('Hello, world!\n');
});
