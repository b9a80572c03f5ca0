import type { ServiceConfig } from '../config/config.ts';
import type { Project } from '../define/project.ts';
import { compileDashboard } from './dashboard.ts';
import type { CompiledAlert, CompiledService } from './model.ts';
import { compileRouting } from './routing.ts';
import { compileGroups } from './rules.ts';
import { requireTexts } from './texts.ts';

/** Resolves the definitions of a service with its configuration. It has no other input or output. */
export function compileService(project: Project, config: ServiceConfig): CompiledService {
  const definition = project.dashboard(config);
  const rules = project.rules(config);
  requireTexts(project, config, definition, rules);
  const groups = compileGroups(config, definition, rules);
  const alerts = groups.flatMap(({ rules }) =>
    rules.filter((rule): rule is CompiledAlert => rule.kind === 'alert'),
  );
  const routing = compileRouting(project, config, groups);
  return {
    project,
    config,
    dashboard: compileDashboard(project, config, definition, alerts),
    groups,
    objectives: rules.flatMap(({ objectives = [] }) => objectives),
    ...(routing === undefined ? {} : { routing }),
  };
}
