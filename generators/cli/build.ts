import { runChecks } from '../checks/index.ts';
import { compileService } from '../compile.ts';
import type { ServiceConfig } from '../config/config.ts';
import { loadConfiguration } from '../config/load.ts';
import { readConfiguration } from '../config/read.ts';
import type { CompiledService } from '../definitions/compiled.ts';
import { type Diagnostic, DiagnosticError } from '../definitions/diagnostic.ts';
import { locateError } from '../definitions/place.ts';
import type { Project } from '../definitions/project.ts';

export interface LoadedServices {
  readonly environment: string;
  /** Whether it is the environment that is generated when none is named. */
  readonly isDefault: boolean;
  readonly services: readonly ServiceConfig[];
}

/** @throws DiagnosticError for a configuration that cannot be read or is wrong. */
export async function loadServices(
  project: Project,
  file: string,
  environment: string | undefined,
): Promise<LoadedServices> {
  const jobs = project.exporters.filter(({ job }) => job !== '').map(({ key, job }) => [key, job]);
  const loaded = loadConfiguration({
    file,
    text: await readConfiguration(file),
    declaration: {
      thresholds: project.thresholds,
      jobs: Object.fromEntries(jobs),
      extensions: { ...project.extensions },
    },
    ...(environment === undefined ? {} : { environment }),
  });
  return {
    environment: loaded.environment,
    isDefault: loaded.environment === loaded.defaultEnvironment,
    services: loaded.services,
  };
}

/** What was made and looked at, over all services. */
export class Tally {
  readonly counts = { services: 0, panels: 0, alerts: 0, recordingRules: 0, scenarios: 0, checks: 0 };
  readonly diagnostics: Diagnostic[] = [];
  readonly suppressed: Diagnostic[] = [];

  get hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  add({ dashboard, groups }: CompiledService): void {
    const { counts } = this;
    counts.services += 1;
    counts.panels += dashboard.rows.reduce((sum, row) => sum + row.panels.length, 0);
    for (const rule of groups.flatMap(({ rules }) => rules)) {
      if (rule.kind === 'recording rule') counts.recordingRules += 1;
      else {
        counts.alerts += 1;
        counts.scenarios += rule.definition.scenarios.length;
      }
    }
  }
}

/**
 * Compiles and checks one service after another, so that memory does not grow with their number. Findings go to the
 * tally; a definition that throws is one.
 */
export function* buildServices(
  project: Project,
  services: readonly ServiceConfig[],
  tally: Tally,
  today: Date,
): Generator<CompiledService> {
  for (const config of services) {
    const service = compileOrReport(project, config, tally);
    if (service === undefined) continue;
    const found = runChecks(service);
    tally.add(service);
    tally.counts.checks = found.checks;
    tally.diagnostics.push(...found.diagnostics, ...(project.advice?.(config, today) ?? []));
    tally.suppressed.push(...found.suppressed);
    yield service;
  }
}

function compileOrReport(project: Project, config: ServiceConfig, tally: Tally): CompiledService | undefined {
  try {
    return compileService(project, config);
  } catch (error) {
    if (error instanceof DiagnosticError) {
      tally.diagnostics.push(...error.diagnostics);
      return undefined;
    }
    const cause = error instanceof Error ? error : new Error(String(error));
    tally.diagnostics.push({
      code: 'definitions/error',
      severity: 'error',
      place: { ...locateError(cause, process.cwd()), definition: `service ${config.app}` },
      message: `a definition threw ${cause.name}: ${cause.message}`,
      reason: 'Without it neither the dashboard nor the rules of this service can be made',
      remedy: 'Mend the definition at this place.',
    });
    return undefined;
  }
}
