import {
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
import type { Target } from './target.ts';

/** Contents by path. */
export type Tree = Readonly<Record<string, string>>;

/** A folder with these files, gone after the test. */
export function makeFolder(tree: Tree = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'oac-files-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Every file below the folder, hidden ones too; an empty directory is `path/`. */
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

export const marker = '# ours\n';

export function targetAt(directory: string, overrides: Partial<Target> = {}): Target {
  return {
    directory,
    isCreatedIfMissing: true,
    prune: [],
    isOurs: (_path, content) => content.startsWith(marker),
    ...overrides,
  };
}

/** The codes of the diagnostics that the action ends with; empty if it succeeds. */
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
