import type { ServiceConfig } from '../config/config.ts';
import type { OutputFile } from '../files/target.ts';
import { type Destination, placed } from '../write/targets.ts';
import { type BuiltService, buildService, type ServiceReport } from './build.ts';
import type { Definitions } from './definitions.ts';
import type { Tally } from './tally.ts';
import type { Terminal } from './terminal.ts';
import { buildInThreads, hasThreads } from './threads.ts';

export interface Production {
  readonly definitions: Definitions;
  readonly services: readonly ServiceConfig[];
  readonly tally: Tally;
  readonly terminal: Terminal;
  readonly today: Date;
}

/** Below this the work is done before another thread has loaded the definitions. */
const FLEET = 10;

/**
 * Compiles and checks one service after another, so that memory does not grow with their number. Findings go to the
 * tally; a definition that throws is one.
 */
export async function* buildServices({
  definitions: { project, file },
  services,
  tally,
  today,
}: Production): AsyncGenerator<BuiltService> {
  const reports =
    file === undefined || !hasThreads() || services.length < FLEET
      ? buildHere(project, services, today)
      : buildInThreads(file, services, today);
  for await (const report of reports) {
    tally.add(report);
    if (report.built !== undefined) yield report.built;
  }
}

function* buildHere(
  project: Definitions['project'],
  services: readonly ServiceConfig[],
  today: Date,
): Generator<ServiceReport> {
  for (const config of services) yield buildService(project, config, today);
}

/**
 * The files of a destination, made one service after another. Each destination builds anew: that costs time only
 * where there are two, and holding a thousand services in memory would cost it always.
 */
export async function* filesFor(
  destination: Destination,
  production: Production,
  onService: (service: BuiltService) => void = () => undefined,
): AsyncGenerator<OutputFile> {
  const { services, tally, terminal } = production;
  const resources: string[] = [];
  let done = 0;
  for await (const service of buildServices(production)) {
    onService(service);
    done += 1;
    if (services.length > 1) terminal.progress(`${done} of ${services.length} services`);
    for (const file of placed(service.artifacts, services.length > 1 ? service.app : undefined)) {
      if (!destination.accepts(file)) continue;
      const entry = destination.entryFor(file.path);
      if (entry !== undefined) resources.push(entry);
      yield file;
    }
  }
  // What is missing because a definition failed must not be taken out of somebody's kustomization.
  if (!tally.hasErrors) yield* destination.kustomizations(resources);
}
