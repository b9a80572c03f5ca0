#!/usr/bin/env node
// @ts-check
/**
 * Node 20 does not read TypeScript. The command line and the definitions of the project are bundled into one file,
 * which also loads faster than its hundreds of modules; the bundle is kept and made anew when a source has changed.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleOf } from './bundle.js';

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DEFINITIONS = 'observability.ts';

// Node 22 keeps the compiled code, too.
module.enableCompileCache?.();

const definitions = [join(process.cwd(), DEFINITIONS), join(PACKAGE, DEFINITIONS)].find((file) =>
  existsSync(file),
);
if (definitions === undefined) {
  fail(
    `there is no ${DEFINITIONS} here; it exports what is to be generated: run in the directory that holds it`,
  );
} else {
  const bundle = await bundleOf(wanted(definitions)).catch((error) => fail(error));
  const { main, project } = await load(bundle);
  process.exitCode = await main(project, process.argv.slice(2), bundle);
}

/**
 * @param {string} definitions
 * @returns {import('./bundle.js').Wanted}
 */
function wanted(definitions) {
  const main = join(PACKAGE, 'generators', 'cli', 'main.ts');
  return {
    definitions,
    entry:
      `export { main, serve } from ${JSON.stringify(main)};\n` +
      `export { default as project } from ${JSON.stringify(definitions)};\n`,
    launcher: fileURLToPath(import.meta.url),
    alias: { 're2-wasm': join(PACKAGE, 'generators', 'checks', 'kubernetes', 'native-regex.ts') },
  };
}

/**
 * Definitions run when they are loaded, and may throw. Only then is the map read that leads back to TypeScript.
 * @param {string} bundle
 */
async function load(bundle) {
  const url = pathToFileURL(bundle).href;
  try {
    return await import(url);
  } catch {
    process.setSourceMapsEnabled(true);
    return await import(`${url}?mapped`).catch((error) =>
      fail(
        `the definitions could not be loaded, so nothing was written\n${error instanceof Error ? error.stack : error}`,
        1,
      ),
    );
  }
}

/**
 * There is no command line yet that could tell it better. Who asked for JSON gets what the commands give.
 * @param {unknown} problem
 * @param {number} [exitCode]
 * @returns {never}
 */
function fail(problem, exitCode = 2) {
  const message = problem instanceof Error ? problem.message : String(problem);
  if (process.argv.includes('--json')) {
    const diagnostic = {
      code: 'definitions/unloadable',
      severity: 'error',
      file: definitions ?? DEFINITIONS,
      message,
      reason: 'Without the definitions nothing can be made',
      remedy: `Mend ${DEFINITIONS}, or what it imports, at the place that the message names.`,
    };
    process.stdout.write(`${JSON.stringify({ diagnostics: [diagnostic] }, undefined, 2)}\n`);
  } else process.stderr.write(`oac: ${message}\n`);
  process.exit(exitCode);
}
