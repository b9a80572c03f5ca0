import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The programs that verify generated artifacts: Prometheus and its companions, and kustomize inside kubectl.
 */
export type ToolName = 'promtool' | 'prometheus' | 'alertmanager' | 'amtool' | 'kubectl' | 'kustomize';

export interface Tool {
  readonly name: ToolName;
  /** Absolute path of the executable. */
  readonly path: string;
  readonly origin: 'PATH' | '.tools';
}

export interface ToolSearch {
  /** Folder of unpacked packages; by default the nearest `.tools` above this module, as in a checkout. */
  readonly toolsDirectory?: string;
  /** In the format of the variable PATH, which is the default. */
  readonly path?: string;
}

/** Debian renames the server; upstream's archives and Homebrew do not. */
const EXECUTABLES: Readonly<Record<ToolName, readonly string[]>> = {
  promtool: ['promtool'],
  prometheus: ['prometheus'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
  amtool: ['amtool'],
  kubectl: ['kubectl'],
  kustomize: ['kustomize'],
};

/**
 * Looks on PATH, then in `.tools/<tool>-<suite>/usr/bin/`. Never downloads anything, and never runs what it
 * finds.
 */
export async function findTool(name: ToolName, search: ToolSearch = {}): Promise<Tool | undefined> {
  const executables = EXECUTABLES[name];
  const onPath = await findExecutable(executables, pathFolders(search.path ?? process.env.PATH ?? ''));
  if (onPath !== undefined) return { name, path: onPath, origin: 'PATH' };
  const toolsDirectory = search.toolsDirectory ?? (await defaultToolsDirectory());
  if (toolsDirectory === undefined) return undefined;
  const unpacked = await findExecutable(executables, await packageFolders(toolsDirectory));
  return unpacked === undefined ? undefined : { name, path: unpacked, origin: '.tools' };
}

/** Skips relative entries of PATH: the result must not depend on the working directory. */
function pathFolders(variable: string): string[] {
  return variable.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

async function packageFolders(toolsDirectory: string): Promise<string[]> {
  const names = await readdir(toolsDirectory).catch((): string[] => []);
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => path.resolve(toolsDirectory, name, 'usr/bin'));
}

/** The first that exists, in order of folders, then of names. */
async function findExecutable(
  names: readonly string[],
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const name of names) {
      const candidate = path.join(folder, name);
      if (await isExecutableFile(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Walks up, so that it works for the sources as well as for the build. */
async function defaultToolsDirectory(): Promise<string | undefined> {
  if (!import.meta.url.startsWith('file:')) return undefined;
  for (let folder = path.dirname(fileURLToPath(import.meta.url)); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, '.tools');
    if (await isDirectory(candidate)) return candidate;
    if (path.dirname(folder) === folder) return undefined;
  }
}

async function isDirectory(file: string): Promise<boolean> {
  return stat(file).then(
    (status) => status.isDirectory(),
    () => false,
  );
}
