import type { ServiceConfig } from '../config/config.ts';
import { FileSet } from '../write/file-set.ts';
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

/** Fewer services are done before another thread has loaded the definitions. */
const FLEET = 10;

/** Compiles and checks the services one by one. Findings go to the tally, including definitions that throw. */
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

/** The files of each destination, complete unless the tally has errors. */
export async function collectFiles(
  destinations: readonly Destination[],
  production: Production,
  onService: (service: BuiltService) => void = () => undefined,
): Promise<readonly FileSet[]> {
  const { services, tally, terminal } = production;
  const outputs = destinations.map((destination) => ({
    destination,
    set: new FileSet(destination.target),
    resources: [] as string[],
  }));
  for await (const service of buildServices(production)) {
    onService(service);
    const { counts } = tally;
    if (services.length > 1) terminal.progress(`${counts.services} of ${services.length} services`);
    const files = placed(service.artifacts, services.length > 1 ? service.app : undefined);
    for (const { destination, set, resources } of outputs) {
      for (const file of files.filter((each) => destination.accepts(each))) {
        const entry = destination.entryFor(file.path);
        if (entry !== undefined) resources.push(entry);
        set.add(file);
      }
    }
  }
  // Files that are missing because a definition failed must not be removed from a user's kustomization.
  if (!tally.hasErrors) {
    for (const { destination, set, resources } of outputs) {
      for (const file of destination.kustomizations(resources)) set.add(file);
    }
  }
  return outputs.map(({ set }) => set);
}
