import type { ServiceConfig } from '../config/config.ts';
import type { CompiledService } from '../definitions/compiled.ts';
import type { Project } from '../definitions/project.ts';
import type { OutputFile } from '../files/target.ts';
import { type Destination, isManifest, placed } from '../targets.ts';
import { buildServices, type Tally } from './build.ts';
import type { Terminal } from './terminal.ts';

export interface Production {
  readonly project: Project;
  readonly services: readonly ServiceConfig[];
  readonly tally: Tally;
  readonly terminal: Terminal;
  readonly today: Date;
}

/**
 * The files of a destination, made one service after another. Each destination builds anew: that costs time only
 * where there are two, and holding a thousand services in memory would cost it always.
 */
export function* filesFor(
  destination: Destination,
  { project, services, tally, terminal, today }: Production,
  onService: (service: CompiledService) => void = () => undefined,
): Generator<OutputFile> {
  const resources: string[] = [];
  let done = 0;
  for (const service of buildServices(project, services, tally, today)) {
    onService(service);
    done += 1;
    if (services.length > 1) terminal.progress(`${done} of ${services.length} services`);
    const directory = services.length > 1 ? service.config.app : undefined;
    for (const file of placed(service.artifacts, directory)) {
      if (!destination.accepts(file.path)) continue;
      if (isManifest(file.path)) resources.push(file.path);
      yield file;
    }
  }
  // What is missing because a definition failed must not be taken out of somebody's kustomization.
  if (!tally.hasErrors) yield destination.kustomization(resources);
}
