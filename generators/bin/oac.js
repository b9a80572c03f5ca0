#!/usr/bin/env node
// @ts-check
import { existsSync } from 'node:fs';
import module from 'node:module';
import v8 from 'node:v8';

// Most commands end within a second, a third of which V8 would spend on optimizing functions that are about to run for the
// last time. With these limits it optimizes only what a long run keeps busy. Each release of V8 has its own name for them.
const isNode20 = process.versions.node.startsWith('20.');
v8.setFlagsFromString(isNode20 ? '--interrupt-budget=1000000' : '--invocation-count-for-turbofan=30000');

// Node 22 keeps the compiled code.
module.enableCompileCache?.();

// A checkout builds what it runs, so that it never runs what was built from other sources. The published package holds
// no build.js.
const build = new URL('../build.js', import.meta.url);
if (existsSync(build)) await (await import(build.href)).buildIfStale();

const { main } = await import(new URL('../dist/main.js', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
