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

/** The user's definitions, and their place. */
export interface Definitions {
  readonly project: Project;
  /** Absolute path, which other threads also load. Absent if the definitions do not come from a file. */
  readonly file?: string;
}

/** The definitions of the working directory. @throws DiagnosticError */
export async function findDefinitions(): Promise<Definitions> {
  if (existsSync(FILE)) {
    // Its imports are resolved next to the file itself, not next to a link to it.
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

/** Loads TypeScript: natively if Node can, otherwise with jiti. @throws DiagnosticError if it fails to load. */
export async function loadProject(file: string): Promise<Project> {
  let onRejection = (_: unknown) => {};
  let onIdle = () => {};
  // Covers rejections that nobody handles, and promises that never settle.
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
    // Only then does Node report an unhandled rejection.
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

/** Without this the command would exit silently. */
function refuseExit(): never {
  throw new Error('process.exit() must not be called while definitions are loaded');
}

type Exports = Readonly<Record<string, unknown>>;

async function importModule(file: string): Promise<Exports> {
  if ('typescript' in process.features && process.features.typescript)
    return await import(pathToFileURL(file).href);
  // Uses require, because for an import Node would first scan the whole of it for names.
  const { createJiti }: typeof import('jiti') = createRequire(import.meta.url)('jiti');
  const cache = cacheDirectory();
  const jiti = createJiti(import.meta.url, {
    fsCache: cache === undefined ? false : join(cache, 'definitions'),
    moduleCache: false,
    // Definitions are modules: their imports are used as they are.
    interopDefault: false,
  });
  return await jiti.import<Exports>(file);
}
