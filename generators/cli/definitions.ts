import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { DiagnosticError } from '../base/diagnostic.ts';
import { locateError } from '../base/place.ts';
import type { Project } from '../define/project.ts';
import { cacheDirectory } from './cache.ts';

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
  try {
    const project = await importDefault(file);
    if (isProject(project)) return project;
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw DiagnosticError.of(
      {
        code: 'definitions/error',
        place: locateError(cause, process.cwd()) ?? { file: FILE },
        message: `a definition threw ${cause.name}: ${cause.message}`,
        reason: 'Without the definitions nothing can be made',
        remedy: 'Mend the definition at this place.',
      },
      { cause },
    );
  }
  throw DiagnosticError.of({
    code: 'definitions/default-export',
    place: { file: FILE },
    message: `${FILE} exports no project as its default`,
    reason: 'Without it nothing can be made',
    remedy: 'Write "export default" in front of the project: an object with contract, dashboard and rules.',
  });
}

function isProject(value: unknown): value is Project {
  return (
    typeof value === 'object' &&
    value !== null &&
    'contract' in value &&
    'dashboard' in value &&
    'rules' in value
  );
}

async function importDefault(file: string): Promise<unknown> {
  if ('typescript' in process.features && process.features.typescript)
    return (await import(pathToFileURL(file).href)).default;
  const { createJiti } = await import('jiti');
  const cache = cacheDirectory();
  const jiti = createJiti(import.meta.url, {
    fsCache: cache === undefined ? false : join(cache, 'definitions'),
    moduleCache: false,
    // Definitions are modules: what they import is taken as it is.
    interopDefault: false,
  });
  return (await jiti.import<{ readonly default?: unknown }>(file)).default;
}
