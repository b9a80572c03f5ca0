// @ts-check
/** Bundles of TypeScript, kept and made anew when a source has changed: what the launchers have in common. */
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
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ bundle: string, definitions: string, sources: Record<string, string> }} Manifest */

/**
 * What is bundled: `definitions` is the file that names the bundle and without which it is of no use, `entry` the text
 * of the module, and `launcher` the program that asks.
 * @typedef {{ definitions: string, entry: string, launcher: string, alias?: Record<string, string> }} Wanted
 */

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The path of an up-to-date bundle.
 * @param {Wanted} wanted
 * @returns {Promise<string>}
 */
export async function bundleOf(wanted) {
  const name = createHash('sha256').update(wanted.definitions).digest('hex').slice(0, 16);
  for (const directory of [
    join(PACKAGE, 'node_modules', '.cache', 'oac'),
    join(tmpdir(), `oac-${process.getuid?.() ?? 0}`),
  ]) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      if (process.getuid && statSync(directory).uid !== process.getuid()) continue;
      const manifest = join(directory, `${name}.json`);
      return fresh(manifest) ?? (await build(wanted, directory, name, manifest));
    } catch (error) {
      if (!isNotWritable(error)) throw error;
    }
  }
  throw new Error(
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
 * @param {Wanted} wanted
 * @param {string} directory
 * @param {string} name
 * @param {string} manifestFile
 * @returns {Promise<string>}
 */
async function build(wanted, directory, name, manifestFile) {
  const { rolldown } = await import('rolldown');
  const entry = join(directory, `${name}.entry.${process.pid}.js`);
  writeFileSync(entry, wanted.entry);
  try {
    const input = await rolldown({
      input: entry,
      platform: 'node',
      logLevel: 'silent',
      resolve: { alias: wanted.alias ?? {} },
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
      [...files, wanted.launcher, fileURLToPath(import.meta.url), lock].map((file) => [file, stateOf(file)]),
    );
    replace(manifestFile, JSON.stringify({ bundle, definitions: wanted.definitions, sources }));
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
