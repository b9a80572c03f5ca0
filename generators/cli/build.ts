import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { locateError } from '../base/place.ts';
import { runChecks, type Suppressed } from '../checks/index.ts';
import type { Artifact, RenderedService } from '../compile/model.ts';
import { compileService } from '../compile/service.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { Project } from '../define/project.ts';
import { entryOf, type OverviewEntry } from '../overview/entry.ts';
import { renderService } from '../render/service.ts';

/** The artifacts of one service. */
export interface BuiltService {
  readonly app: string;
  readonly artifacts: readonly Artifact[];
  /** For the overviews. */
  readonly entry: OverviewEntry;
  readonly counts: {
    readonly panels: number;
    readonly alerts: number;
    readonly recordingRules: number;
    readonly scenarios: number;
    readonly checks: number;
  };
}

/** The result for one service: plain data, which may come from another thread. */
export interface ServiceReport {
  /** Absent if a definition threw, which is then a finding. */
  readonly built?: BuiltService;
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

/** Compiles and checks one service. */
export function buildService(project: Project, config: ServiceConfig, today: Date): ServiceReport {
  let service: RenderedService;
  try {
    service = renderService(compileService(project, config));
  } catch (error) {
    return { diagnostics: explain(error, config), suppressed: [] };
  }
  const { diagnostics, suppressed, checks } = runChecks(service);
  return {
    built: {
      app: config.app,
      artifacts: service.artifacts,
      entry: entryOf(service),
      counts: { ...countsOf(service), checks },
    },
    diagnostics: [...diagnostics, ...(project.advice?.(config, today) ?? [])],
    suppressed,
  };
}

function countsOf({ dashboard, groups }: RenderedService): Omit<BuiltService['counts'], 'checks'> {
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.definition] : []));
  return {
    panels: dashboard.rows.reduce((sum, row) => sum + row.panels.length, 0),
    alerts: alerts.length,
    recordingRules: rules.length - alerts.length,
    scenarios: rules.reduce((sum, rule) => sum + rule.definition.scenarios.length, 0),
  };
}

function explain(error: unknown, config: ServiceConfig): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics;
  const cause = error instanceof Error ? error : new Error(String(error));
  return [
    {
      code: 'definitions/error',
      severity: 'error',
      place: { ...locateError(cause, process.cwd()), definition: `service ${config.app}` },
      message: `a definition threw ${cause.name}: ${cause.message}`,
      reason: 'Without it neither the dashboard nor the rules of this service can be made',
      remedy: 'Fix the definition at this place.',
    },
  ];
}
