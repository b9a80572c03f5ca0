#!/usr/bin/env node
// @ts-check
/**
 * Node 20 does not read TypeScript. The command line and the definitions of the project are bundled into one file,
 * which also loads faster than its hundreds of modules; the bundle is kept and made anew when a source has changed.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @typedef {{ bundle: string, definitions: string, sources: Record<string, string> }} Manifest */

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
  const bundle = await bundleOf(definitions).catch((error) => fail(error));
  const { main, project } = await load(bundle);
  process.exitCode = await main(project, process.argv.slice(2), bundle);
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
 * The path of an up-to-date bundle.
 * @param {string} definitions
 * @returns {Promise<string>}
 */
async function bundleOf(definitions) {
  const name = createHash('sha256').update(definitions).digest('hex').slice(0, 16);
  for (const directory of [
    join(PACKAGE, 'node_modules', '.cache', 'oac'),
    join(tmpdir(), `oac-${process.getuid?.() ?? 0}`),
  ]) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      if (process.getuid && statSync(directory).uid !== process.getuid()) continue;
      const manifest = join(directory, `${name}.json`);
      return fresh(manifest) ?? (await build(definitions, directory, name, manifest));
    } catch (error) {
      if (!isNotWritable(error)) throw error;
    }
  }
  return fail(
    `no directory to keep the bundle in: make ${join(PACKAGE, 'node_modules')} or ${tmpdir()} writable`,
  );
}

/**
 * @param {string} manifestFile
 * @returns {string | undefined}
 */
function fresh(manifestFile) {
  if (!existsSync(manifestFile)) return undefined;
  /** @type {Manifest} */
  const { bundle, sources } = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const isUnchanged = Object.entries(sources).every(([file, state]) => stateOf(file) === state);
  return isUnchanged && existsSync(bundle) ? bundle : undefined;
}

/**
 * @param {string} definitions
 * @param {string} directory
 * @param {string} name
 * @param {string} manifestFile
 * @returns {Promise<string>}
 */
async function build(definitions, directory, name, manifestFile) {
  const { rolldown } = await import('rolldown');
  const main = join(PACKAGE, 'generators', 'cli', 'main.ts');
  const entry = join(directory, `${name}.entry.${process.pid}.js`);
  writeFileSync(
    entry,
    `export { main, serve } from ${JSON.stringify(main)};\nexport { default as project } from ${JSON.stringify(definitions)};\n`,
  );
  try {
    const input = await rolldown({
      input: entry,
      platform: 'node',
      logLevel: 'silent',
      resolve: { alias: { 're2-wasm': join(PACKAGE, 'generators', 'kubernetes', 'native-regex.ts') } },
    });
    const { output } = await input.generate({
      dir: directory,
      format: 'esm',
      sourcemap: true,
      codeSplitting: false,
    });
    await input.close();
    const [chunk] = output;
    const key = createHash('sha256').update(chunk.code).digest('hex').slice(0, 16);
    const bundle = join(directory, `${name}-${key}.mjs`);
    // The map names its sources relative to the directory, in which it stands.
    replace(`${bundle}.map`, JSON.stringify(chunk.map));
    replace(
      bundle,
      chunk.code.replace(
        /\n\/\/# sourceMappingURL=.*\n?$/,
        `\n//# sourceMappingURL=${basename(bundle)}.map\n`,
      ),
    );
    const files = chunk.moduleIds.filter(
      (file) => file !== entry && !file.includes('node_modules') && existsSync(file),
    );
    const lock = join(PACKAGE, 'node_modules', '.package-lock.json');
    const sources = Object.fromEntries(
      [...files, fileURLToPath(import.meta.url), lock].map((file) => [file, stateOf(file)]),
    );
    replace(manifestFile, JSON.stringify({ bundle, definitions, sources }));
    removeOthers(directory, name, bundle);
    return bundle;
  } finally {
    rmSync(entry, { force: true });
  }
}

/** @param {string} file */
function stateOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}

/**
 * @param {string} file
 * @param {string} content
 */
function replace(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

/**
 * Bundles of former sources, and of definitions that are gone. One that another process may be about to load is left
 * for the next time.
 * @param {string} directory
 * @param {string} name
 * @param {string} bundle
 */
function removeOthers(directory, name, bundle) {
  const anHourAgo = Date.now() - 3_600_000;
  const files = readdirSync(directory);
  const gone = files.filter((file) => /^[0-9a-f]{16}\.json$/.test(file) && isGone(join(directory, file)));
  for (const file of files) {
    const path = join(directory, file);
    if (gone.some((manifest) => file.startsWith(manifest.slice(0, 16)))) rmSync(path, { force: true });
    if (!file.startsWith(`${name}-`) || path.startsWith(bundle)) continue;
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? anHourAgo) < anHourAgo)
      rmSync(path, { force: true });
  }
}

/**
 * Whether the definitions of a bundle do not exist any more.
 * @param {string} manifestFile
 */
function isGone(manifestFile) {
  try {
    /** @type {Manifest} */
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
    return !existsSync(manifest.definitions);
  } catch {
    // Another process has just removed it, or it was never whole.
    return true;
  }
}

/** @param {unknown} error */
function isNotWritable(error) {
  return (
    error instanceof Error &&
    'code' in error &&
    ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(String(error.code))
  );
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
