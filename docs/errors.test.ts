import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

/** Groups of codes on this page; checks have their own pages. */
const GROUPS = [
  'alertmanager',
  'archive',
  'calendar',
  'cli',
  'config',
  'database',
  'definitions',
  'diff',
  'doctor',
  'files',
  'git',
  'grafana',
  'image',
  'kis',
  'kubectl',
  'kustomization',
  'lease',
  'mutation',
  'prometheus',
  'promtool',
  'route',
  'settings',
  'sink',
  'slo',
  'store',
  'token',
  'tools',
];
const CODE = new RegExp(`(?<=['\`])(?:${GROUPS.join('|')})/[a-z]+(?:-[a-z]+)*(?=['\`])`, 'g');

describe('the page about errors', () => {
  it('lists every code in the sources', () => {
    expect(codesOfSources().filter((code) => !PAGE.includes(`\`${code}\``))).toEqual([]);
  });

  it('lists no code that the sources lack', () => {
    const listed = [...PAGE.matchAll(CODE)].map(([code]) => code);
    const known = codesOfSources();
    expect(listed.filter((code) => !known.includes(code))).toEqual([]);
  });
});

function codesOfSources(): string[] {
  const codes = ['calendar', 'generators', 'rules', 'runtime/src', 'signals', 'tests/support']
    .flatMap((folder) => sourcesBelow(join(ROOT, folder)))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(CODE)].map(([code]) => code));
  return [...new Set(codes)].sort();
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { encoding: 'utf8', recursive: true })
    .filter(
      (file) =>
        /\.[jt]s$/.test(file) && !file.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(file),
    )
    .map((file) => join(folder, file));
}
