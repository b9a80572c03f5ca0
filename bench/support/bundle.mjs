// @ts-check
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * A module beside the benchmarks as one file that Node 20 can import and run.
 * @param {string} name
 * @param {string} directory
 * @returns {Promise<string>} its path
 */
export async function bundled(name, directory) {
  const input = fileURLToPath(new URL(name, import.meta.url));
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const file = join(directory, `${name.replace(/\.ts$/, '')}.mjs`);
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}

/**
 * The same, imported. Who calls it says of which type it is.
 * @param {string} name
 * @param {string} directory
 */
export async function loaded(name, directory) {
  return import(pathToFileURL(await bundled(name, directory)).href);
}
