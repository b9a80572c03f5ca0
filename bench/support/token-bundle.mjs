// @ts-check
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * The token cache, bundled as it is for the observer: Node 20 does not read TypeScript.
 * @param {string} directory
 * @returns {Promise<typeof import('./token-parts.ts')>}
 */
export async function tokenParts(directory) {
  const input = await rolldown({
    input: fileURLToPath(new URL('token-parts.ts', import.meta.url)),
    platform: 'node',
    logLevel: 'silent',
  });
  const { output } = await input.write({ dir: directory, format: 'esm', codeSplitting: false });
  await input.close();
  return import(pathToFileURL(join(directory, output[0].fileName)).href);
}
