import { appendFile, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { fetchTools } from './fetch-tools.ts';

// Debian's archive is played by a folder of real packages and a script named apt-get. It holds what a test publishes of
// Prometheus, and nothing of all other tools.

let archive: string;
let toolsDirectory: string;
let messages: string[];

beforeEach(async () => {
  const directory = await temporaryDirectory();
  archive = path.join(directory, 'archive');
  toolsDirectory = path.join(directory, '.tools');
  messages = [];
  await executable(path.join(directory, 'bin/npm'), 'exit 1');
  await executable(path.join(directory, 'bin/apt-get'), aptGet());
  await mkdir(archive);
  await writeFile(path.join(archive, 'downloads'), '');
  vi.stubEnv('PATH', `${directory}/bin:/usr/bin:/bin`);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function executable(file: string, body: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}

function aptGet(): string {
  return `
[ "$1" = indextargets ] && echo http://mirror.example/debian/
while [ $# -gt 0 ] && [ "$1" != download ]; do shift; done
[ $# -gt 0 ] && shift
for wanted; do
  file="${archive}/$(echo "$wanted" | tr / _).deb"
  [ -f "$file" ] || { echo "E: Unable to locate package $wanted" >&2; exit 100; }
  echo "$wanted" >> ${archive}/downloads
  cp "$file" .
done`;
}

/** Packages of Prometheus as the suite carries them; promtool has one of its own in the newer ones. */
async function publish(suite: string, version: string, body = `echo version ${version}`): Promise<void> {
  const packages = suite === 'bookworm' ? ['prometheus'] : ['prometheus', 'promtool'];
  for (const name of packages) {
    const content = await temporaryDirectory();
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: x\nDescription: x\n`;
    await mkdir(path.join(content, 'DEBIAN'));
    await writeFile(path.join(content, 'DEBIAN/control'), control);
    const programs = suite === 'bookworm' ? ['prometheus', 'promtool'] : [name];
    for (const program of programs) await executable(path.join(content, 'usr/bin', program), body);
    const file = path.join(archive, `${name}_${suite}.deb`);
    expect(await run('dpkg-deb', ['--build', content, file])).toMatchObject({ code: 0 });
  }
}

const fetchAll = () => fetchTools({ toolsDirectory, tell: (line) => messages.push(line) });

const fetched = async () => (await readdir(toolsDirectory)).filter((name) => name !== '.lock').sort();

test('the oldest and the newest are fetched, each in a folder of its suite', async () => {
  await publish('bookworm', '2.42.0');
  await publish('forky', '3.4.0');
  await publish('sid', '3.5.3');

  const missing = await fetchAll();

  expect(await fetched()).toEqual(['prometheus-bookworm', 'prometheus-sid']);
  expect(messages).toEqual(
    expect.arrayContaining(['prometheus 2.42.0 (bookworm)', 'prometheus 3.5.3 (sid)']),
  );
  expect([...missing.keys()]).not.toContain('prometheus (newest)');
});

test.each([
  { what: 'is not to be had', reason: 'sid: apt-get: E: Unable to locate package prometheus/sid' },
  { what: 'does not start', body: 'echo "GLIBC_2.99 not found" >&2; exit 1', reason: 'GLIBC_2.99 not found' },
])(
  'if that of the newest suite $what, the next older one is used, and reported',
  async ({ body, reason }) => {
    if (body !== undefined) await publish('sid', '3.6.0', body);
    await publish('forky', '3.5.3');

    await fetchAll();

    expect(await fetched()).toEqual(['prometheus-forky']);
    expect(messages).toContainEqual(
      expect.stringMatching(/^WARNING prometheus \(newest\) is not that of sid: /),
    );
    expect(messages.join('\n')).toContain(reason);
    expect(messages).toContain('prometheus 3.5.3 (forky)');
  },
);

test('the oldest is never taken from another suite', async () => {
  await publish('trixie', '2.53.3');

  const missing = await fetchAll();

  expect(await fetched()).toEqual(['prometheus-trixie']);
  expect(missing.get('prometheus (oldest)')).toMatch(/^bookworm: .*Unable to locate package/);
});

test('a second run fetches only what is missing still', async () => {
  await publish('bookworm', '2.42.0');
  await fetchAll();
  await publish('sid', '3.5.3');

  await fetchAll();

  const downloads = await readFile(path.join(archive, 'downloads'), 'utf8');
  expect(downloads.trim().split('\n')).toEqual(['prometheus/bookworm', 'prometheus/sid', 'promtool/sid']);
});

test('of two runs at once one fetches, and the other waits for it', async () => {
  await publish('bookworm', '2.42.0');

  await Promise.all([fetchAll(), fetchAll()]);

  expect(await readFile(path.join(archive, 'downloads'), 'utf8')).toBe('prometheus/bookworm\n');
});

test('nothing half done is left, neither of this run nor of one that was killed', async () => {
  await publish('bookworm', '2.42.0');
  await appendFile(path.join(archive, 'prometheus_sid.deb'), 'half a download');
  await mkdir(path.join(toolsDirectory, '.fetch-prometheus-bookworm/usr'), { recursive: true });

  await fetchAll();

  expect(await fetched()).toEqual(['prometheus-bookworm']);
});

test.each([
  {
    where: 'on another system than Debian',
    arrange: () => vi.stubEnv('PATH', path.join(archive, '../none')),
    reason: 'only on Debian is anything fetched',
  },
  {
    where: 'where the folder cannot be made',
    arrange: () => writeFile(toolsDirectory, 'a file is in the way'),
    reason: 'EEXIST',
  },
])('$where everything is missing for one reason, reported once', async ({ arrange, reason }) => {
  await arrange();

  const missing = await fetchAll();

  expect(missing.get('prometheus (oldest)')).toContain(reason);
  expect(messages.filter((line) => line.includes('prometheus'))).toHaveLength(1);
});
