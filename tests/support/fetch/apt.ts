import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SUITES } from './catalogue.ts';
import { outputOf } from './output-of.ts';

export interface Apt {
  /** Unpacks packages of a suite into a folder. Nothing is installed, and no script of a package runs. */
  unpack(packages: readonly string[], suite: string, folder: string): Promise<void>;
}

/**
 * apt with sources, lists and a cache of its own below `scratch`: the suites that this machine does not follow are read
 * beside the one that it does, and the machine's own apt stays as it is. Needs neither root nor a terminal.
 */
export async function openApt(scratch: string): Promise<Apt> {
  const sources = path.join(scratch, 'sources');
  const lists = path.join(scratch, 'lists');
  const cache = path.join(scratch, 'cache');
  for (const folder of [sources, path.join(lists, 'partial'), path.join(cache, 'archives/partial')]) {
    await mkdir(folder, { recursive: true });
  }
  const options = [
    ...['-o', 'Dir::Etc::SourceList=/dev/null', '-o', `Dir::Etc::SourceParts=${sources}`],
    ...['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`],
    // Images of Debian for containers keep no cache, and then apt reads all lists again for each package.
    ...['-o', 'Dir::Cache::pkgcache=pkgcache.bin', '-o', 'Dir::Cache::srcpkgcache=srcpkgcache.bin'],
    ...['-o', 'Acquire::Languages=none', '-o', 'Acquire::Retries=2'],
    ...['-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15'],
    // As root apt downloads as the user _apt, who may not be able to write here.
    ...['-o', 'APT::Sandbox::User=root', '--quiet=2'],
  ];
  const aptGet = (args: readonly string[], cwd: string) =>
    outputOf('apt-get', [...options, ...args], { LC_ALL: 'C' }, cwd);

  const source = [
    'Types: deb',
    `URIs: ${await mirror()}`,
    `Suites: ${Object.values(SUITES).flat().join(' ')}`,
    'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
  ];
  await writeFile(path.join(sources, 'debian.sources'), `${source.join('\n')}\n`);
  // A suite that cannot be reached is no failure yet: another one may carry the package.
  const complaint = await aptGet(['update'], scratch).catch((error: Error) => error.message);

  return {
    async unpack(packages, suite, folder) {
      const directory = await mkdtemp(path.join(scratch, 'download-'));
      const wanted = packages.map((name) => `${name}/${suite}`);
      await aptGet(['download', ...wanted], directory).catch((error: Error) => {
        throw new Error([error.message, complaint].filter((text) => text !== '').join('; '));
      });
      for (const file of await readdir(directory)) {
        await outputOf('dpkg-deb', ['--extract', path.join(directory, file), folder]);
      }
    },
  };
}

/** The mirror of Debian that this machine uses. */
async function mirror(): Promise<string> {
  const addresses = await outputOf('apt-get', ['indextargets', '--format', '$(REPO_URI)']).catch(() => {
    throw new Error('this machine has no apt-get');
  });
  const found = addresses.split('\n').find((address) => /\/debian\/?$/.test(address));
  if (found === undefined) throw new Error('the sources of apt name no mirror of Debian');
  return found;
}
