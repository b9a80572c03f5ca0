/** The project's dashboard as its definitions are now, whether or not `npm run generate` was run since. */
import { execFile } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { PreviewError } from './preview-error.ts';
import { type Rule, readRules } from './rules.ts';

export interface GeneratedProject {
  readonly dashboard: unknown;
  readonly rules: readonly Rule[];
}

const CONFIG = 'observability.yaml';
/** The sources of definitions. Those of a library are built before they are used, which takes seconds. */
const WATCHED = ['calendar', 'dashboards', 'generators', 'metrics', 'rules', 'signals', 'workload'];

/**
 * Generates into a scratch directory.
 *
 * @param language in place of that of the configuration
 * @throws PreviewError with what `oac` says
 */
export async function generateProject(
  root: string,
  scratch: string,
  language: string | undefined,
): Promise<GeneratedProject> {
  const out = path.join(scratch, 'out');
  const config = path.join(scratch, CONFIG);
  const document = parseDocument(await readFile(path.join(root, CONFIG), 'utf8'));
  if (language !== undefined) document.set('language', language);
  await writeFile(config, String(document));
  const oac = path.join(root, 'generators', 'bin', 'oac.js');
  const args = [oac, 'generate', '--config', config, '--out', out, '--no-promtool'];
  await rm(out, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
  }).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    const output = `${error.stderr ?? ''}${error.stdout ?? ''}`.replaceAll(config, CONFIG).trim();
    throw new PreviewError(output || error.message, 'Fix the definitions.');
  });
  const dashboard = JSON.parse(
    await readFile(path.join(out, 'monitoring', 'grafana-dashboard.json'), 'utf8'),
  );
  return { dashboard, rules: await readRules(path.join(out, 'prometheus')) };
}

/** Calls back after each change of a definition, once for those that come together. */
export function watchDefinitions(root: string, onChange: () => void): () => void {
  return watchPaths(
    [
      { directory: root, isRecursive: false },
      ...WATCHED.map((name) => ({ directory: path.join(root, name), isRecursive: true })),
    ],
    (name) => /\.(?:ts|ya?ml)$/.test(name) && !/(?:^|[/\\])(?:dist|node_modules)[/\\]/.test(name),
    onChange,
  );
}

export function watchFile(file: string, onChange: () => void): () => void {
  const name = path.basename(file);
  // The directory, since editors replace files.
  return watchPaths(
    [{ directory: path.dirname(file), isRecursive: false }],
    (changed) => changed === name,
    onChange,
  );
}

/** Editors write a file in several steps. */
const QUIET_MS = 100;

function watchPaths(
  places: readonly { directory: string; isRecursive: boolean }[],
  concerns: (name: string) => boolean,
  onChange: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = places.flatMap(({ directory, isRecursive }): FSWatcher[] => {
    try {
      return [
        watch(directory, { recursive: isRecursive }, (_, name) => {
          if (name === null || !concerns(name)) return;
          clearTimeout(timer);
          timer = setTimeout(onChange, QUIET_MS);
        }),
      ];
    } catch {
      // A project needs not have all of them.
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
