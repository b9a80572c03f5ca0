import type { Artifact } from '../compile/model.ts';
import type { ServiceConfig } from '../config/config.ts';
import { OVERVIEW_DIRECTORY, type OverviewConfig } from '../config/overview.ts';
import { buildOverview } from '../overview/build.ts';
import type { OverviewEntry } from '../overview/entry.ts';
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
  /** Absent if no overview is generated. */
  readonly overview?: OverviewConfig | undefined;
  readonly tally: Tally;
  readonly terminal: Terminal;
  readonly today: Date;
}

/** Files of a service or of the overviews. */
interface Output {
  readonly artifacts: readonly Artifact[];
  /** Their directory in the destination. */
  readonly directory: string | undefined;
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

/**
 * Builds the services, then the overviews.
 *
 * @param onService called after each service
 */
export async function* buildAll(
  production: Production,
  onService: (service: BuiltService) => void = () => undefined,
): AsyncGenerator<Output> {
  const { services, overview, tally } = production;
  const entries: OverviewEntry[] = [];
  for await (const service of buildServices(production)) {
    entries.push(service.entry);
    onService(service);
    yield { artifacts: service.artifacts, directory: services.length > 1 ? service.app : undefined };
  }
  // Services that could not be built would be missing in the overviews.
  if (overview === undefined || tally.hasErrors) return;
  const built = buildOverview(overview, entries);
  tally.addOverview(built);
  yield { artifacts: built.artifacts, directory: OVERVIEW_DIRECTORY };
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
  for await (const { artifacts, directory } of buildAll(production, onService)) {
    const { counts } = tally;
    if (services.length > 1) terminal.progress(`${counts.services} of ${services.length} services`);
    const files = placed(artifacts, directory);
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
