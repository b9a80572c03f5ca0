import type { Artifact } from '../compile/model.ts';
import type { ServiceConfig } from '../config/config.ts';
import { OVERVIEW_DIRECTORY, type OverviewConfig } from '../config/overview.ts';
import { buildOverview } from '../overview/build.ts';
import type { OverviewEntry } from '../overview/entry.ts';
import { FileSet } from '../write/file-set.ts';
import { type Destination, underServiceDirectory } from '../write/targets.ts';
import { type BuiltService, buildService, type ServiceReport } from './build.ts';
import type { Definitions } from './definitions.ts';
import type { RunSummary } from './run-summary.ts';
import type { Terminal } from './terminal.ts';
import { buildInThreads, hasThreads } from './threads.ts';

export interface BuildContext {
  readonly definitions: Definitions;
  readonly services: readonly ServiceConfig[];
  /** Absent if no overview is generated. */
  readonly overview?: OverviewConfig | undefined;
  readonly summary: RunSummary;
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

/** Compiles and checks the services one by one. Findings go to the summary, including definitions that throw. */
export async function* buildServices({
  definitions: { project, file },
  services,
  summary,
  today,
}: BuildContext): AsyncGenerator<BuiltService> {
  const reports =
    file === undefined || !hasThreads() || services.length < FLEET
      ? buildHere(project, services, today)
      : buildInThreads(file, services, today);
  for await (const report of reports) {
    summary.add(report);
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
  context: BuildContext,
  onService: (service: BuiltService) => void = () => undefined,
): AsyncGenerator<Output> {
  const { services, overview, summary } = context;
  const entries: OverviewEntry[] = [];
  for await (const service of buildServices(context)) {
    entries.push(service.entry);
    onService(service);
    yield { artifacts: service.artifacts, directory: services.length > 1 ? service.app : undefined };
  }
  // Services that could not be built would be missing in the overviews.
  if (overview === undefined || summary.hasErrors) return;
  const built = buildOverview(overview, entries);
  summary.addOverview(built);
  yield { artifacts: built.artifacts, directory: OVERVIEW_DIRECTORY };
}

/** The files of each destination, complete unless the summary has errors. */
export async function collectFiles(
  destinations: readonly Destination[],
  context: BuildContext,
  onService: (service: BuiltService) => void = () => undefined,
): Promise<readonly FileSet[]> {
  const { services, summary, terminal } = context;
  const outputs = destinations.map((destination) => ({
    destination,
    set: new FileSet(destination.target),
    resources: [] as string[],
  }));
  for await (const { artifacts, directory } of buildAll(context, onService)) {
    const { counts } = summary;
    if (services.length > 1) terminal.progress(`${counts.services} of ${services.length} services`);
    const files = underServiceDirectory(artifacts, directory);
    for (const { destination, set, resources } of outputs) {
      for (const file of files.filter((each) => destination.accepts(each))) {
        const entry = destination.entryFor(file.path);
        if (entry !== undefined) resources.push(entry);
        set.add(file);
      }
    }
  }
  // Files that are missing because a definition failed must not be removed from a user's kustomization.
  if (!summary.hasErrors) {
    for (const { destination, set, resources } of outputs) {
      for (const file of destination.kustomizations(resources)) set.add(file);
    }
  }
  return outputs.map(({ set }) => set);
}
