#!/usr/bin/env node
// @ts-check
/** Node 20 does not read TypeScript: the server is bundled at each start, which takes a tenth of a second. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(PACKAGE, 'dist', 'server', `${process.pid}.js`);

const bundle = await rolldown({
  input: join(PACKAGE, 'server', 'main.ts'),
  platform: 'node',
  resolve: { conditionNames: ['oac-source', 'node', 'default'] },
  // Of the package itself, which is installed on first use.
  external: ['playwright-core'],
  logLevel: 'silent',
});
await bundle.write({ file: target, format: 'esm', codeSplitting: false });
await bundle.close();
const { main } = await import(pathToFileURL(target).href);
rmSync(target);
process.exitCode = await main(PACKAGE, process.argv.slice(2));
