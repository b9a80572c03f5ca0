import { cp, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';
import { ROOT } from './workspace.ts';

const FILES = ['observability.ts', 'observability.yaml', 'package.json', 'tsconfig.json'];

const isSource = (file: string) => !/\/(node_modules|dist)$|\.test\.ts$/.test(file);

/**
 * The given folders of this project in a folder of its own, for tests that change sources. Packages of the project are those
 * of the copy as far as they are copied; everything else is what is installed here.
 */
export async function copyProject(folders: readonly string[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const name of [...folders, ...FILES])
    await cp(path.join(ROOT, name), path.join(directory, name), { recursive: true, filter: isSource });
  const from = path.join(ROOT, 'node_modules');
  const to = path.join(directory, 'node_modules');
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const place = path.join(from, entry.name);
    const target = entry.isSymbolicLink() ? await readlink(place) : place;
    const isCopied = folders.some((folder) => target === path.join('..', folder));
    await symlink(isCopied ? target : place, path.join(to, entry.name));
  }
  await symlink(path.join(ROOT, '.tools'), path.join(directory, '.tools'));
  return directory;
}
