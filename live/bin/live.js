#!/usr/bin/env node
// @ts-check
/** Node 20 does not read TypeScript: the command is bundled at each start, which takes a fraction of a second. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { bundleOptions } from './bundle-options.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
// In the tree, so that packages are found from there.
const target = join(ROOT, 'live', 'dist', `${process.pid}.js`);

const bundle = await rolldown(bundleOptions(ROOT));
await bundle.write({ file: target, format: 'esm', codeSplitting: false });
await bundle.close();
const { main } = await import(pathToFileURL(target).href);
rmSync(target);
process.exitCode = await main(ROOT, process.argv.slice(2));
