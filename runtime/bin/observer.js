#!/usr/bin/env node
// @ts-check
/** The observer in a checkout. Node 20 does not read TypeScript: it is built on first use, and when a source has changed. */
import { readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const BIN = dirname(fileURLToPath(import.meta.url));
const TARGET = join(BIN, '..', 'dist', 'checkout');
const PROGRAM = join(TARGET, 'observer.js');
/** What was built, from which state of the sources. */
const MANIFEST = join(TARGET, 'sources.json');

// Node 22 keeps the compiled code.
module.enableCompileCache?.();

if (!isFresh()) {
  const { build, write } = await import('./build.js');
  const sources = await build(TARGET, { hasSimulator: true });
  const installed = join(BIN, '..', '..', 'node_modules', '.package-lock.json');
  const files = [...sources, join(BIN, 'build.js'), installed, PROGRAM];
  write(MANIFEST, JSON.stringify(Object.fromEntries(files.map((file) => [file, stateOf(file)]))));
}
await import(pathToFileURL(PROGRAM).href);

function isFresh() {
  try {
    /** @type {Record<string, string>} */
    const files = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    return PROGRAM in files && Object.entries(files).every(([file, state]) => stateOf(file) === state);
  } catch {
    // It is missing, or cut as on a full disk: built anew, both are whole.
    return false;
  }
}

/** @param {string} file */
function stateOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}
