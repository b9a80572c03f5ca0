import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DiagnosticError } from '../base/diagnostic.ts';
import { MARKER_START } from '../base/yaml.ts';
import { FileSet, type OutputFile, type Target } from './file-set.ts';

/** Contents by path. */
export type Tree = Readonly<Record<string, string>>;

/** Thousands of files are flushed in these tests; in memory that takes no time. */
export const SCRATCH = realpathSync(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** A folder with these files, deleted after the test; an empty directory is `path/`. */
export function makeFolder(tree: Tree = {}): string {
  const folder = mkdtempSync(join(SCRATCH, 'oac-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(tree)) {
    const isDirectory = path.endsWith('/');
    mkdirSync(join(folder, isDirectory ? path : dirname(path)), { recursive: true });
    if (!isDirectory) writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Every file below the folder, including hidden ones; an empty directory is `path/`. */
export function readTree(folder: string): Tree {
  const tree: Record<string, string> = {};
  const visit = (path: string): void => {
    const entries = readdirSync(join(folder, path), { withFileTypes: true });
    if (entries.length === 0 && path !== '') tree[`${path}/`] = '';
    for (const entry of entries) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(child);
      else tree[child] = readFileSync(join(folder, child), 'utf8');
    }
  };
  visit('');
  return tree;
}

/** A YAML file that says that it is generated. */
export function yaml(text: string): string {
  return `${MARKER_START} Do not edit.\n${text}\n`;
}

/** A set of files for a directory of our own. */
export function setOf(
  directory: string,
  files: Tree | readonly OutputFile[],
  overrides: Partial<Target> = {},
): FileSet {
  const set = new FileSet({ directory, isCreatedIfMissing: true, hasManifest: true, ...overrides });
  const outputs = Array.isArray(files)
    ? files
    : Object.entries(files).map(([path, content]) => ({ path, content }));
  for (const file of outputs) set.add(file);
  return set;
}

/** The codes of the diagnostics that the action throws; empty if it succeeds. */
export async function codesOf(action: () => unknown): Promise<readonly string[]> {
  return (await diagnosticsOf(action)).map((diagnostic) => diagnostic.code);
}

export async function diagnosticsOf(action: () => unknown): Promise<DiagnosticError['diagnostics']> {
  try {
    await action();
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}
