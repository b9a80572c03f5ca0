#!/usr/bin/env node
// @ts-check
/** Node 20 does not read TypeScript: the observer is bundled on first use, and when a source has changed. */
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleOf } from '../../bin/bundle.js';
import { run } from './run.js';

const MAIN = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'src', 'main.ts');

// Node 22 keeps the compiled code, too.
module.enableCompileCache?.();

await run(async () => {
  const bundle = await bundleOf({
    definitions: MAIN,
    entry: `export { main } from ${JSON.stringify(MAIN)};\n`,
    launcher: fileURLToPath(import.meta.url),
  });
  const { main } = await import(pathToFileURL(bundle).href);
  return main;
});
