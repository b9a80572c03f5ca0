#!/usr/bin/env node
// @ts-check
/**
 * The observer as one file that needs nothing but Node, for images: there the root file system is read-only, and a start
 * should not wait for a bundler. `node runtime/bin/build.js [directory]` writes `observer.js` and its source map.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const BIN = dirname(fileURLToPath(import.meta.url));

/** In no file, so that no path of the machine that builds gets into what is built. */
const ENTRY = '\0observer';
const SOURCE = `import { run } from 'observer/run';
await run(() => import('observer/main'));
`;
/** @type {Record<string, string>} */
const MODULES = {
  [ENTRY]: ENTRY,
  'observer/main': join(BIN, '..', 'src', 'main.ts'),
  'observer/run': join(BIN, 'run.js'),
};

/**
 * @param {string} target the directory
 * @param {{ hasSimulator: boolean }} options production has no use for the simulator: `--simulate` says where it is
 * @returns {Promise<readonly string[]>} the files that it was built from
 */
export async function build(target, { hasSimulator }) {
  const input = await rolldown({
    input: ENTRY,
    // Paths in comments and in the map are relative to it.
    cwd: join(BIN, '..', '..'),
    platform: 'node',
    external: hasSimulator ? [] : ['kis-simulator'],
    // The sources of the library's contract, which need no build.
    resolve: { conditionNames: ['oac-source', 'node', 'default'] },
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
  write(join(target, 'observer.js.map'), JSON.stringify({ ...chunk.map, file: 'observer.js', sources }));
  write(join(target, 'observer.js'), `${code}\n//# sourceMappingURL=observer.js.map\n`);
  return chunk.moduleIds.filter((id) => !id.includes('node_modules') && existsSync(id));
}

/**
 * Whole or not at all.
 * @param {string} file
 * @param {string} content
 */
export function write(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url))
  await build(resolve(process.argv[2] ?? join(BIN, '..', 'dist')), { hasSimulator: false });
