import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import type { Terminal } from '../../generators/cli/terminal.ts';
import { type JsonObject, object } from './json.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const OAC = path.join(ROOT, 'generators/bin/oac.js');
const BUILD = path.join(ROOT, 'generators/build.js');
const COMMAND_LINE = path.join(ROOT, 'generators/dist/main.js');
const SMALL = 'tests/fixtures/small-project.ts';

/** Definitions that are all of the observer's. */
export const WHOLE_PROJECT = `export { default } from ${JSON.stringify(path.join(ROOT, 'observability.ts'))};\n`;

/** A folder in which the command line runs as users run it. */
export interface Workspace {
  readonly directory: string;
  /** Absolute path of a file in it. */
  at(file: string): string;
  write(file: string, content: string): Promise<void>;
  read(file: string): Promise<string>;
  /** Contents of all files below, by their path; an empty directory is `path/`. What `isLeftOut` names is not read. */
  tree(directory?: string, isLeftOut?: (name: string) => boolean): Promise<Readonly<Record<string, string>>>;
  /** When each file below was written, in milliseconds since 1970. */
  times(directory?: string): Promise<Readonly<Record<string, number>>>;
  /** Runs the command line in this process, which saves the start of another one. */
  oac(args: readonly string[], options?: InProcessOptions): Promise<RunResult>;
  /** Runs it in a process of its own: for signals, streams, locales, and several at once. */
  oacProcess(args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/**
 * A folder with the given files, in which the library is installed. Without a configuration among them, it gets the
 * observer's; without definitions, the few of the observer's that most tests need.
 */
export async function makeWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const directory = await temporaryDirectory();
  const at = (file: string) => path.join(directory, file);
  const workspace: Workspace = {
    directory,
    at,
    write: async (file, content) => {
      await mkdir(path.dirname(at(file)), { recursive: true });
      await writeFile(at(file), content);
    },
    read: (file) => readFile(at(file), 'utf8'),
    tree: (below = '.', isLeftOut = () => false) =>
      visit(at(below), '', { look: (file) => readFile(file, 'utf8'), ofEmpty: '', isLeftOut }),
    times: (below = '.') =>
      visit(at(below), '', {
        look: async (file) => (await stat(file)).mtimeMs,
        ofEmpty: 0,
        isLeftOut: () => false,
      }),
    oac: (args, options) => oacInProcess(args, { cwd: directory, ...options }),
    oacProcess: (args, options) => oac(args, { cwd: directory, ...options }),
  };
  await symlink(path.join(ROOT, 'node_modules'), at('node_modules'));
  const own = {
    'observability.ts': definitions('export default project;'),
    'observability.yaml': await readFile(path.join(ROOT, 'observability.yaml'), 'utf8'),
  };
  for (const [file, content] of Object.entries({ ...own, ...files })) await workspace.write(file, content);
  return workspace;
}

export type InProcessOptions = Pick<RunOptions, 'cwd' | 'env'>;

interface Build {
  buildIfStale(): Promise<void>;
}

interface CommandLine {
  main(args: readonly string[], terminal: Terminal): Promise<number>;
}

let isRunning = false;

/** The built command line, as users run it, with what it prints collected. */
async function oacInProcess(
  args: readonly string[],
  { cwd = ROOT, env = {} }: InProcessOptions,
): Promise<RunResult> {
  if (isRunning) throw new Error('two runs at once need processes of their own: use oacProcess()');
  const { buildIfStale }: Build = await import(pathToFileURL(BUILD).href);
  await buildIfStale();
  const { main }: CommandLine = await import(pathToFileURL(COMMAND_LINE).href);
  let stdout = '';
  let stderr = '';
  const before = process.cwd();
  const restore = Object.keys(env).map((name) => [name, process.env[name]] as const);
  isRunning = true;
  process.chdir(cwd);
  setVariables(Object.entries(env));
  try {
    const code = await main(args, {
      hasColor: { out: false, talk: false },
      out: (text) => {
        stdout += text;
      },
      talk: (text) => {
        stderr += text;
      },
      progress: () => undefined,
    });
    return { code, signal: null, stdout, stderr };
  } finally {
    setVariables(restore);
    process.chdir(before);
    isRunning = false;
  }
}

function setVariables(variables: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** Runs the command line in a process of its own. What a terminal or CI would add to the environment is taken out of it. */
export function oac(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const env = { NO_COLOR: undefined, FORCE_COLOR: undefined, TERM: undefined, ...options.env };
  return run(process.execPath, [OAC, ...args], { timeout: 60_000, ...options, env });
}

/** The project's own configuration with changes: mappings merge, everything else replaces. */
export async function configurationWith(changes: JsonObject): Promise<string> {
  const own = object(load(await readFile(path.join(ROOT, 'observability.yaml'), 'utf8')));
  // JSON is YAML, and needs no quoting rules.
  return JSON.stringify(merge(own, changes), undefined, 2);
}

/**
 * Definitions that take over the few of the observer's. `text` is the module's body: it may use `project`, and exports the
 * default. What it imports stands in front of it: from packages, or from files relative to the project; another `project`, too.
 */
export function definitions(text: string, imports: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ project: SMALL, ...imports }).map(
    ([names, from]) =>
      `import ${names} from ${JSON.stringify(from.endsWith('.ts') ? path.join(ROOT, from) : from)};`,
  );
  return `${lines.join('\n')}\n\n${text}\n`;
}

function merge(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    merged[key] = isMapping(base[key]) && isMapping(value) ? merge(object(base[key]), object(value)) : value;
  }
  return merged;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Visit<Value> {
  readonly look: (file: string) => Promise<Value>;
  readonly ofEmpty: Value;
  readonly isLeftOut: (name: string) => boolean;
}

async function visit<Value>(
  root: string,
  below: string,
  options: Visit<Value>,
): Promise<Record<string, Value>> {
  const found: Record<string, Value> = {};
  const entries = await readdir(path.join(root, below), { withFileTypes: true });
  if (entries.length === 0 && below !== '') found[`${below}/`] = options.ofEmpty;
  for (const entry of entries) {
    if (entry.name === 'node_modules' || options.isLeftOut(entry.name)) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, await visit(root, name, options));
    else found[name] = await options.look(path.join(root, name));
  }
  return found;
}
