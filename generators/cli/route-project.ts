import { DiagnosticError } from '../base/diagnostic.ts';
import { type RoutedService, routedService } from '../compile/routed-service.ts';
import { compileService } from '../compile/service.ts';
import type { ServiceConfig } from '../config/config.ts';
import type { Project } from '../define/project.ts';
import { alertmanagerArtifacts } from '../render/alertmanager/index.ts';
import { findDefinitions } from './definitions.ts';
import { loadServices } from './load.ts';

/** The services with routes. @throws DiagnosticError if there are none */
export async function routedServices(options: {
  readonly config: string;
  readonly env?: string | undefined;
}): Promise<readonly RoutedService[]> {
  const { project } = await findDefinitions();
  const { services, environment, isDefault } = await loadServices(project, options.config, options.env);
  const out = isDefault ? 'out' : `out-${environment}`;
  const routed = services.flatMap(
    (config) => routeService(project, config, services.length > 1 ? `${out}/${config.app}` : out) ?? [],
  );
  if (routed.length > 0) return routed;
  throw DiagnosticError.of({
    code: 'route/nothing',
    place: { file: options.config },
    message: 'the configuration has no block `alertmanager`',
    reason: 'Nothing is generated that says where alerts go',
    remedy: 'Add "alertmanager: {}", or name a file: --file alertmanager.yml',
  });
}

/** Undefined if nothing is generated for Alertmanager. */
export function routeService(
  project: Project,
  config: ServiceConfig,
  directory: string,
): RoutedService | undefined {
  const service = compileService(project, config);
  return routedService(service, alertmanagerArtifacts(service), directory);
}
