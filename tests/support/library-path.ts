import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/**
 * What a program of an unpacked package needs in its environment to find the libraries that were unpacked beside it.
 * One that is installed finds its own, and needs nothing.
 */
export async function libraryEnvironment(program: string): Promise<NodeJS.ProcessEnv> {
  const root = /^(.*\/\.tools\/[^/]+)\//.exec(await realpath(program))?.[1];
  if (root === undefined) return {};
  const folders = await Promise.all(['usr/lib', 'lib'].map((folder) => multiarch(path.join(root, folder))));
  // Chromium's sound library keeps a part of itself in a folder of its own.
  const searched = folders.flat().flatMap((folder) => [folder, path.join(folder, 'pulseaudio')]);
  return { LD_LIBRARY_PATH: searched.join(path.delimiter) };
}

/** `x86_64-linux-gnu` and its like. */
async function multiarch(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.includes('-linux-')).map((name) => path.join(folder, name));
}
