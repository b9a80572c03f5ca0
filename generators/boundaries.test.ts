import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The steps of generation. A folder imports from those above it only. */
const FOLDERS = [
  'base',
  'contract',
  'promql',
  'config',
  'alertmanager',
  'define',
  'compile',
  'checks',
  'render',
  'promtool',
  'write',
  'mutation',
  'http',
  'prometheus',
  'diff',
  'mixins',
  'overview',
  'live',
  'grafana',
  'kube',
  'doctor',
  'cli',
];

/** Sources that are built into the package: no tests, no fixtures, and not what `oac init` copies. */
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter((file) => !/^(dist|template|node_modules)\/|\/(testing|fixtures)\//.test(file));

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const imports: readonly Import[] = sources.flatMap((file) =>
  [
    ...readFileSync(path.join(import.meta.dirname, file), 'utf8').matchAll(
      /\b(?:from|import\()\s*'([^'\s]+)'/g,
    ),
  ].map(([, specifier = '']) => ({ file, specifier })),
);

const relative = imports.filter(({ specifier }) => specifier.startsWith('.'));
const targetOf = ({ file, specifier }: Import) => path.join(path.dirname(file), specifier);
const folderOf = (file: string) => file.split('/')[0] ?? '';

describe('the library', () => {
  it('has imports to look at', () => {
    expect(relative.length).toBeGreaterThan(500);
  });

  it('imports nothing from a project: no relative path leaves its folder', () => {
    expect(relative.filter((one) => targetOf(one).startsWith('..'))).toEqual([]);
  });

  it('declares every package that it imports', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'),
    );
    const declared = Object.keys({ ...dependencies, ...devDependencies });
    const packages = imports
      .map(({ specifier }) => specifier)
      .filter((specifier) => !/^(\.|node:)/.test(specifier))
      .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
    expect([...new Set(packages)].filter((name) => !declared.includes(name))).toEqual([]);
  });

  it.each(FOLDERS)('has arrows that point one way: %s/ imports from the folders before it only', (folder) => {
    const rank = FOLDERS.indexOf(folder);
    const upward = relative
      .filter(({ file }) => folderOf(file) === folder && file.includes('/'))
      .map((one) => ({ ...one, target: targetOf(one) }))
      .filter(({ target }) => target.includes('/') && FOLDERS.indexOf(folderOf(target)) > rank);
    expect(upward).toEqual([]);
  });

  it('has no circle of files, not even of types', () => {
    const targets = new Map<string, string[]>();
    for (const one of relative) targets.set(one.file, [...(targets.get(one.file) ?? []), targetOf(one)]);
    const finished = new Set<string>();
    const circleFrom = (file: string, trail: readonly string[]): readonly string[] => {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
      if (finished.has(file)) return [];
      for (const target of targets.get(file) ?? []) {
        const circle = circleFrom(target, [...trail, file]);
        if (circle.length > 0) return circle;
      }
      finished.add(file);
      return [];
    };
    expect(sources.flatMap((file) => circleFrom(file, []))).toEqual([]);
  });

  it('has no folder that the order does not name', () => {
    const folders = sources.filter((file) => file.includes('/')).map(folderOf);
    expect([...new Set(folders)].filter((folder) => folder !== 'bin').sort()).toEqual([...FOLDERS].sort());
  });
});
