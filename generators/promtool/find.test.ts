import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts';
import { findTool } from './find.ts';

async function program(file: string, mode = 0o755): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
  return file;
}

test('the search prefers a program on PATH to one in the tools folder', async () => {
  const directory = await temporaryDirectory();
  const onPath = await program(path.join(directory, 'bin/promtool'));
  await program(path.join(directory, 'tools/prometheus-bookworm/usr/bin/promtool'));

  const tool = await findTool('promtool', {
    path: path.join(directory, 'bin'),
    toolsDirectory: path.join(directory, 'tools'),
  });

  expect(tool).toEqual({ name: 'promtool', path: onPath, origin: 'PATH' });
});

test('the search finds a program in an unpacked package if it is not on PATH', async () => {
  const toolsDirectory = await temporaryDirectory();
  const unpacked = await program(path.join(toolsDirectory, 'kubectl-sid/usr/bin/kubectl'));

  const tool = await findTool('kubectl', { path: '', toolsDirectory });

  expect(tool).toEqual({ name: 'kubectl', path: unpacked, origin: '.tools' });
});

test("Alertmanager is found under upstream's name and under Debian's", async () => {
  const directory = await temporaryDirectory();
  const debian = await program(path.join(directory, 'debian/prometheus-alertmanager'));
  const upstream = await program(path.join(directory, 'upstream/alertmanager'));
  const search = { toolsDirectory: path.join(directory, 'absent') };

  expect(await findTool('alertmanager', { ...search, path: path.dirname(debian) })).toMatchObject({
    path: debian,
  });
  expect(await findTool('alertmanager', { ...search, path: path.dirname(upstream) })).toMatchObject({
    path: upstream,
  });
});

test('the search takes the first folder of PATH that has the program, like a shell', async () => {
  const directory = await temporaryDirectory();
  const first = await program(path.join(directory, 'first/promtool'));
  const second = await program(path.join(directory, 'second/promtool'));

  const tool = await findTool('promtool', {
    path: [path.dirname(first), path.dirname(second)].join(path.delimiter),
    toolsDirectory: path.join(directory, 'absent'),
  });

  expect(tool?.path).toBe(first);
});

test.each([
  {
    what: 'a file that is not executable',
    make: (directory: string) => program(path.join(directory, 'bin/promtool'), 0o644),
  },
  {
    what: 'a folder of that name',
    make: (directory: string) => mkdir(path.join(directory, 'bin/promtool'), { recursive: true }),
  },
  {
    what: 'a download that is still being unpacked',
    make: (directory: string) => program(path.join(directory, 'tools/.fetch-1/usr/bin/promtool')),
  },
  { what: 'nothing at all', make: () => Promise.resolve() },
])('$what is no tool', async ({ make }) => {
  const directory = await temporaryDirectory();
  await make(directory);

  const tool = await findTool('promtool', {
    path: path.join(directory, 'bin'),
    toolsDirectory: path.join(directory, 'tools'),
  });

  expect(tool).toBeUndefined();
});

test('the search ignores relative entries of PATH, so that the working directory changes nothing', async () => {
  const directory = await temporaryDirectory();
  const file = await program(path.join(directory, 'promtool'));

  const tool = await findTool('promtool', {
    path: ['', path.relative(process.cwd(), path.dirname(file))].join(path.delimiter),
    toolsDirectory: path.join(directory, 'absent'),
  });

  expect(tool).toBeUndefined();
});
