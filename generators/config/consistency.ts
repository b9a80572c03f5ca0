import type { Diagnostic, Place } from '../base/diagnostic.ts';
import { milliseconds } from '../base/duration.ts';
import type { ServiceConfig } from './config.ts';
import type { Path } from './document/path.ts';
import { badSetting } from './explain/report.ts';
import { groupBy } from './group-by.ts';
import { FORMATS } from './schema/formats.ts';

/** A service's configuration, with the places of its settings in the file. */
export interface LocatedService {
  readonly config: ServiceConfig;
  /** The number of the uppermost layer that has the setting; -1 for a default. */
  readonly layerOf: (path: Path) => number;
  readonly placeOf: (path: Path) => Place;
}

/** Checks that involve more than one setting of a service. */
export function checkService(service: LocatedService): Diagnostic[] {
  return [
    ...checkScrapeTimeout(service),
    ...checkDefaultUid(service),
    ...checkConnections(service),
    ...checkWebhooks(service),
  ];
}

function checkScrapeTimeout({ config, layerOf, placeOf }: LocatedService): Diagnostic[] {
  const { scrape, scrapeTimeout } = config.intervals;
  if (milliseconds(scrapeTimeout) <= milliseconds(scrape)) return [];
  // The defaults agree, and so does each layer by itself: the uppermost layer of the two settings is to
  // blame.
  const isScrapeAbove = layerOf(['intervals', 'scrape']) > layerOf(['intervals', 'scrapeTimeout']);
  const culprit = isScrapeAbove ? 'scrape' : 'scrapeTimeout';
  return [
    badSetting({
      place: placeOf(['intervals', culprit]),
      message: `\`intervals.scrapeTimeout\` is ${scrapeTimeout}, longer than \`intervals.scrape\`, which is ${scrape}`,
      reason: 'The Prometheus operator refuses the ServiceMonitor, and nothing is scraped.',
      remedy: `Write \`scrapeTimeout: ${scrape}\` or less, or a longer \`scrape\`.`,
    }),
  ];
}

/** A uid from the file was already checked at its place. */
function checkDefaultUid({ config, layerOf, placeOf }: LocatedService): Diagnostic[] {
  const problem = FORMATS['grafana-uid'].problem(config.grafana.uid);
  if (problem === undefined || layerOf(['grafana', 'uid']) >= 0) return [];
  return [
    badSetting({
      place: placeOf(['app']),
      message: `The default of \`grafana.uid\` is \`${config.grafana.uid}\`, which ${problem.detail}`,
      reason: FORMATS['grafana-uid'].reason,
      remedy: 'Write a shorter `uid` under `grafana` of this environment, or a shorter `app`.',
    }),
  ];
}

function checkConnections({ config, placeOf }: LocatedService): Diagnostic[] {
  const connections = config.workload?.network.connections ?? [];
  return connections.flatMap(({ cidr, namespace, podLabels }, index): Diagnostic[] => {
    if (cidr === undefined || (namespace === undefined && podLabels === undefined)) return [];
    const other = namespace === undefined ? 'podLabels' : 'namespace';
    return [
      badSetting({
        place: placeOf(['workload', 'network', 'connections', index, other]),
        message: `A connection has both \`cidr\` and \`${other}\``,
        reason:
          'A NetworkPolicy allows either addresses or pods in one entry, and Kubernetes refuses both together.',
        remedy: 'Write two connections, or leave one of the two out.',
      }),
    ];
  });
}

function checkWebhooks({ config, placeOf }: LocatedService): Diagnostic[] {
  return Object.entries(config.alertmanager?.receivers ?? {}).flatMap(([name, { webhook }]): Diagnostic[] => {
    if (webhook?.url === undefined || webhook.key === undefined) return [];
    return [
      badSetting({
        place: placeOf(['alertmanager', 'receivers', name, 'webhook', 'key']),
        message: `The webhook of \`${name}\` has both \`url\` and \`key\``,
        reason: 'Alertmanager accepts one address, and rejects the whole configuration with two.',
        remedy: 'Keep `key` if the address is a secret, otherwise `url`.',
      }),
    ];
  });
}

/** Checks over all services of a fleet, which share one Grafana and may share a namespace. */
export function checkFleet(services: readonly LocatedService[]): Diagnostic[] {
  return [
    ...duplicates(services, {
      path: ['grafana', 'uid'],
      describe: ({ grafana }) => `\`${grafana.uid}\``,
      reason: ONE_DASHBOARD,
    }),
    ...duplicates(services, {
      path: ['grafana', 'title'],
      describe: ({ grafana }) => `\`${grafana.title}\` in the folder \`${grafana.folder}\``,
      reason: ONE_DASHBOARD,
    }),
    ...duplicates(services, {
      path: ['service', 'name'],
      describe: ({ service, namespace }) => `\`${service.name}\` in the namespace \`${namespace}\``,
      reason: 'All of them would scrape the same pods, and each alert would fire for all of them.',
    }),
  ];
}

const ONE_DASHBOARD = 'Grafana keeps one of the dashboards and drops the others.';

interface Unique {
  readonly path: readonly [string, string];
  /** The value that no two services may share, with what it is unique in. */
  readonly describe: (config: ServiceConfig) => string;
  readonly reason: string;
}

function duplicates(services: readonly LocatedService[], { path, describe, reason }: Unique): Diagnostic[] {
  const groups = groupBy(services, ({ config }) => describe(config));
  return [...groups].flatMap(([description, group]): Diagnostic[] => {
    const [first, second] = group;
    if (first === undefined || second === undefined) return [];
    const others = group.length > 2 ? ` and ${group.length - 2} more` : '';
    return [
      badSetting({
        place: second.placeOf(path),
        message: `\`${path.join('.')}\` is ${description} for \`${first.config.app}\`, \`${second.config.app}\`${others}`,
        reason,
        remedy: `Remove \`${path[1]}\`, so that it follows from the service, or write another one under each service.`,
      }),
    ];
  });
}
