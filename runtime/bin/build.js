#!/usr/bin/env node
// @ts-check
/**
 * The observer as one file that needs nothing but Node, for images: there the root file system is read-only, and a start
 * should not wait for a bundler. `node runtime/bin/build.js [directory]` writes `observer.js` and its source map.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const BIN = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(BIN, '..', 'dist'));

/** In no file, so that no path of the machine that builds gets into what is built. */
const ENTRY = '\0observer';
const SOURCE = `import { run } from 'observer/run';
await run(async () => (await import('observer/main')).main);
`;
/** @type {Record<string, string>} */
const MODULES = {
  [ENTRY]: ENTRY,
  'observer/main': join(BIN, '..', 'src', 'main.ts'),
  'observer/run': join(BIN, 'run.js'),
};

const input = await rolldown({
  input: ENTRY,
  // Paths in comments and in the map are relative to it.
  cwd: join(BIN, '..', '..'),
  platform: 'node',
  // Production has no use for it: `--simulate` says where it is.
  external: ['kis-simulator'],
  logLevel: 'silent',
  plugins: [
    {
      name: 'entry',
      resolveId: (id) => MODULES[id],
      load: (id) => (id === ENTRY ? SOURCE : undefined),
    },
  ],
});
const { output } = await input.generate({ format: 'esm', sourcemap: true, codeSplitting: false });
await input.close();
const [chunk] = output;
const code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '');
const sources = chunk.map?.sources.map((source) => source.replace(/^(\.\.\/)+/, ''));

mkdirSync(target, { recursive: true });
write('observer.js.map', JSON.stringify({ ...chunk.map, file: 'observer.js', sources }));
write('observer.js', `${code}\n//# sourceMappingURL=observer.js.map\n`);

/**
 * Whole or not at all.
 * @param {string} name
 * @param {string} content
 */
function write(name, content) {
  const temporary = join(target, `${name}.${process.pid}`);
  writeFileSync(temporary, content);
  renameSync(temporary, join(target, name));
}
