#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';
import module from 'node:module';

// Node 22 keeps the compiled code.
module.enableCompileCache?.();

// A checkout builds what it runs, so that it never runs what was built from other sources. The published package holds
// no build.js.
const build = new URL('../build.js', import.meta.url);
if (existsSync(build)) await (await import(build.href)).buildIfStale();

const { main } = await import(new URL('../dist/main.js', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
