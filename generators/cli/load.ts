import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { ConfigurationDeclaration } from '../config/declaration.ts';
import { loadConfiguration } from '../config/load.ts';
import { readConfiguration } from '../config/read.ts';
import { jobsOf } from '../contract/metric.ts';
import type { Project } from '../define/project.ts';
import { openMemory } from './cache.ts';

export interface LoadedServices {
  readonly environment: string;
  /** Whether it is the environment that is generated when none is named. */
  readonly isDefault: boolean;
  readonly services: readonly ServiceConfig[];
  readonly warnings: readonly Diagnostic[];
}

/** @throws DiagnosticError for a configuration that cannot be read or is wrong. */
export async function loadServices(
  project: Project,
  file: string,
  environment: string | undefined,
): Promise<LoadedServices> {
  const loaded = loadConfiguration({
    file,
    text: await readConfiguration(file),
    declaration: declarationOf(project),
    ...(environment === undefined ? {} : { environment }),
    memory: openMemory(),
  });
  const problems = loaded.services.flatMap((config) => project.problems?.(config) ?? []);
  if (problems.length > 0) {
    throw new DiagnosticError(problems.map((problem) => ({ ...problem, place: { file, ...problem.place } })));
  }
  return {
    environment: loaded.environment,
    isDefault: loaded.environment === loaded.defaultEnvironment,
    services: loaded.services,
    warnings: loaded.warnings,
  };
}

/** What a project adds to the configuration. */
export function declarationOf(project: Project): ConfigurationDeclaration {
  return {
    ...(project.languages === undefined ? {} : { languages: project.languages }),
    thresholds: project.thresholds ?? {},
    jobs: jobsOf(project.contract),
    extensions: project.extensions ?? {},
    ...(project.parts === undefined ? {} : { parts: project.parts }),
    ...(project.workload === undefined ? {} : { workload: project.workload }),
  };
}
