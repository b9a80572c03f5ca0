// @ts-check
/**
 * Builds the package's JavaScript into `dist/`, with its dependencies inside: a few large files load three times as fast
 * as the hundreds of modules that they are made of. `tsc` adds the declarations.
 */
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
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PACKAGE = dirname(fileURLToPath(import.meta.url));
const DIST = join(PACKAGE, 'dist');
/** What `dist/` was built from: the files, each with its time and size. */
const MANIFEST = join(DIST, '.sources.json');
/** Changes with every installation. */
const INSTALLED = join(PACKAGE, '..', 'node_modules', '.package-lock.json');

/**
 * What @kubernetes-models/validate imports and our schemas do not need: messages in forty languages, and formats of
 * internationalized addresses.
 * @type {Record<string, string>}
 */
const REPLACED = {
  'ajv-i18n': "import en from 'ajv-i18n/localize/en'; export default { en };",
  'ajv-formats-draft2019/formats/index.js': 'export default {};',
};

/** For a checkout, in which nobody should have to think of building: does nothing where no source has changed. */
export async function buildIfStale() {
  if (!isFresh()) await build();
}

function isFresh() {
  if (!existsSync(MANIFEST)) return false;
  /** @type {Record<string, string>} */
  const sources = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return Object.entries(sources).every(([file, state]) => stateOf(file) === state);
}

/** @returns {Promise<readonly string[]>} the modules that were built in */
async function build() {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    cwd: PACKAGE,
    input: entries(),
    platform: 'node',
    logLevel: 'silent',
    external: ['jiti'],
    plugins: [
      { name: 'left-out', resolveId: (id) => (id in REPLACED ? id : undefined), load: (id) => REPLACED[id] },
    ],
    resolve: {
      conditionNames: ['oac-source', 'node', 'default'],
      alias: { 're2-wasm': join(PACKAGE, 'checks', 'kubernetes', 'native-regex.ts') },
    },
  });
  const { output } = await bundle.generate({
    format: 'esm',
    // Beside the commands: what they share finds `thread.js` in its own directory.
    chunkFileNames: '[name]-[hash].js',
    hashCharacters: 'hex',
    // They are a third of the text.
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await bundle.close();
  /** @type {Set<string>} */
  const sources = new Set([
    fileURLToPath(import.meta.url),
    join(PACKAGE, 'package.json'),
    join(PACKAGE, 'mixins'),
    INSTALLED,
  ]);
  for (const file of output) {
    if (file.type !== 'chunk') continue;
    write(file.fileName, file.code);
    for (const id of file.moduleIds) if (!id.includes('node_modules') && existsSync(id)) sources.add(id);
  }
  removeFormer(output.map(({ fileName }) => fileName));
  write(
    '.sources.json',
    JSON.stringify(Object.fromEntries([...sources].map((file) => [file, stateOf(file)]))),
  );
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/** What others import, the two programs, and the schema of the configuration. @returns {Record<string, string>} */
function entries() {
  const mixins = readdirSync(join(PACKAGE, 'mixins')).filter((name) =>
    existsSync(join(PACKAGE, 'mixins', name, 'index.ts')),
  );
  return {
    ...Object.fromEntries(
      [
        'index',
        'testing',
        'contract/index',
        'promql/index',
        'live/index',
        ...mixins.map((name) => `mixins/${name}/index`),
      ].map((name) => [name, join(PACKAGE, `${name}.ts`)]),
    ),
    main: join(PACKAGE, 'cli', 'main.ts'),
    schema: join(PACKAGE, 'config', 'editor-schema.ts'),
    thread: join(PACKAGE, 'cli', 'thread.ts'),
  };
}

/**
 * Chunks of former builds, except those that a process may be about to load.
 * @param {readonly string[]} current
 */
function removeFormer(current) {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(DIST)) {
    const file = join(DIST, name);
    if (!/-[0-9a-f]{8}\.js$/.test(name) || current.includes(name)) continue;
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? anHourAgo) < anHourAgo)
      rmSync(file, { force: true });
  }
}

/**
 * Whole or not at all: another process may be about to load it.
 * @param {string} name
 * @param {string} content
 */
function write(name, content) {
  const file = join(DIST, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * What the authors of the packages inside ask to be passed on.
 * @param {readonly string[]} modules
 */
function licencesOf(modules) {
  const folders = modules.flatMap((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      return `${name} ${version} (${license})\n${text}`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} file */
function stateOf(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size}`;
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  rmSync(DIST, { recursive: true, force: true });
  const modules = await build();
  const { editorSchema } = await import(pathToFileURL(join(DIST, 'schema.js')).href);
  write('observability.schema.json', `${JSON.stringify(editorSchema(), undefined, 2)}\n`);
  write('THIRD-PARTY-LICENSES.txt', licencesOf(modules));
}
