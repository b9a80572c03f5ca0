// @ts-check
import { pathToFileURL } from 'node:url';
import { bundled } from './bundle.mjs';

/**
 * The token cache, bundled as it is for the observer: Node 20 does not read TypeScript.
 * @param {string} directory
 * @returns {Promise<typeof import('./token-parts.ts')>}
 */
export async function tokenParts(directory) {
  return import(pathToFileURL(await bundled('token-parts.ts', directory)).href);
}
