import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DiagnosticError } from '../base/diagnostic.ts';
import type { Project } from '../define/project.ts';
import { cacheDirectory } from './cache.ts';
import { explainLoading, explainUnsettled } from './explain-loading.ts';
import { assertProject } from './project-shape.ts';

const FILE = 'observability.ts';

/** What the user defined, and where. */
export interface Definitions {
  readonly project: Project;
  /** Absolute path, for threads that load it, too. Absent where the definitions come from no file. */
  readonly file?: string;
}

/** The definitions of the working directory. @throws DiagnosticError */
export async function findDefinitions(): Promise<Definitions> {
  if (existsSync(FILE)) {
    // What it imports is beside the file itself, not beside a link to it.
    const file = realpathSync(FILE);
    return { project: await loadProject(file), file };
  }
  throw DiagnosticError.of({
    code: 'definitions/missing',
    place: { file: FILE },
    message: `there is no ${FILE} in this directory`,
    reason: 'It exports what is to be generated',
    remedy: 'Run "oac init" to write a first one, or change into the directory that holds it.',
  });
}

/** Loads TypeScript: natively where Node can, else with jiti. @throws DiagnosticError where it cannot be loaded. */
export async function loadProject(file: string): Promise<Project> {
  let onRejection = (_: unknown) => {};
  let onIdle = () => {};
  // A promise that nobody waits for, and one that nobody keeps.
  const failed = new Promise<never>((_, reject) => {
    onRejection = reject;
    onIdle = () => reject(explainUnsettled(file));
  });
  process.on('unhandledRejection', onRejection);
  process.on('beforeExit', onIdle);
  const { exit } = process;
  process.exit = refuseExit;
  try {
    const exports = await Promise.race([importModule(file), failed]);
    // Only then does Node tell of a rejection that nobody handles.
    await Promise.race([setImmediate(), failed]);
    return assertProject(exports, file);
  } catch (error) {
    throw explainLoading(error, file);
  } finally {
    process.exit = exit;
    process.off('unhandledRejection', onRejection);
    process.off('beforeExit', onIdle);
  }
}

/** The command would end without a word. */
function refuseExit(): never {
  throw new Error('process.exit() must not be called while definitions are loaded');
}

type Exports = Readonly<Record<string, unknown>>;

async function importModule(file: string): Promise<Exports> {
  if ('typescript' in process.features && process.features.typescript)
    return await import(pathToFileURL(file).href);
  // By require: for an import, Node would look through the whole of it for names first.
  const { createJiti }: typeof import('jiti') = createRequire(import.meta.url)('jiti');
  const cache = cacheDirectory();
  const jiti = createJiti(import.meta.url, {
    fsCache: cache === undefined ? false : join(cache, 'definitions'),
    moduleCache: false,
    // Definitions are modules: what they import is taken as it is.
    interopDefault: false,
  });
  return await jiti.import<Exports>(file);
}
