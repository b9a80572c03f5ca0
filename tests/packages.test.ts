import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, object } from './support/json.ts';
import { ROOT } from './support/workspace.ts';

/** What every package may use in tests: the root declares it once for all. */
const TEST_RUNNER = ['vitest', 'fast-check'];

const IMPORT = /^(?:import|export|\}) .*?from '([^']+)';$|^import '([^']+)';$|\bimport\('([^']+)'\)/gm;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

async function manifestOf(folder: string) {
  return object(JSON.parse(await readFile(path.join(ROOT, folder, 'package.json'), 'utf8')));
}

async function importsOf(folder: string): Promise<readonly Import[]> {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true });
  const files = entries.filter((file) => /\.(ts|mjs)$/.test(file));
  const found = files.map(async (file) => {
    const text = await readFile(path.join(ROOT, folder, file), 'utf8');
    return [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => ({
      file,
      specifier: from ?? bare ?? dynamic ?? '',
    }));
  });
  return (await Promise.all(found)).flat();
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

const isOfTests = ({ file }: Import) => file.endsWith('.test.ts') || file.split('/').includes('testing');

describe.each(['calendar', 'runtime', 'simulator'])('the package %s', (folder) => {
  it('imports nothing from outside of its folder by a relative path', async () => {
    const imports = await importsOf(folder);
    expect(imports.length).toBeGreaterThan(5);
    const leaving = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith('.') && path.join(path.dirname(file), specifier).startsWith('..'),
    );
    expect(leaving).toEqual([]);
  });

  it('declares every package that it imports, and imports every package that it declares', async () => {
    const { dependencies = {}, devDependencies = {} } = await manifestOf(folder);
    const declared = Object.keys(object(dependencies));
    const forTests = [...declared, ...Object.keys(object(devDependencies)), ...TEST_RUNNER];
    const imports = (await importsOf(folder)).filter(
      ({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier),
    );
    const isDeclared = (one: Import) =>
      (isOfTests(one) ? forTests : [...declared, ...OPTIONAL]).includes(packageOf(one.specifier));
    expect(imports.filter((one) => !isDeclared(one))).toEqual([]);
    const used = new Set(imports.map(({ specifier }) => packageOf(specifier)));
    expect(declared.filter((name) => !used.has(name))).toEqual([]);
  });
});

it.each(['bench', 'dashboards', 'docs', 'live', 'rules', 'signals', 'tests', 'workload'])(
  'the root declares every package that %s imports',
  async (folder) => {
    const { dependencies, devDependencies } = await manifestOf('.');
    const declared = [...Object.keys(object(dependencies)), ...Object.keys(object(devDependencies))];
    const names = (await importsOf(folder))
      .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
      .map(({ specifier }) => packageOf(specifier));
    expect(names.filter((name) => !declared.includes(name))).toEqual([]);
  },
);

/** Loaded for `--simulate`, and absent from the image. */
const OPTIONAL = ['kis-simulator'];

it('every workspace but the library is private, and its version is the one that the others ask for', async () => {
  const workspaces = list((await manifestOf('.')).workspaces).map(String);
  const manifests = await Promise.all(['.', ...workspaces].map(manifestOf));
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  for (const { name, private: isPrivate, dependencies = {}, devDependencies = {} } of manifests) {
    expect(isPrivate === true, String(name)).toBe(name !== 'observability-as-code');
    const asked = Object.entries({ ...object(dependencies), ...object(devDependencies) });
    for (const [dependency, version] of asked) {
      if (versions.has(dependency))
        expect(version, `${name} -> ${dependency}`).toBe(versions.get(dependency));
    }
  }
});
