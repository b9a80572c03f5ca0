import type { Diagnostic, Place } from '../base/diagnostic.ts';
import type { ServiceConfig } from './config.ts';
import type { LocatedService } from './consistency.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { defaultsFor, environmentTitle } from './defaults.ts';
import { displayName } from './display-name.ts';
import { type Path, valueAt, without } from './document/path.ts';
import { badSetting } from './explain/report.ts';
import { candidatesIn, commonLayers, merge, mergeLayers, overlay } from './layers.ts';
import { FORMATS } from './schema/formats.ts';

/** The configuration of each overview, in the form of a service's configuration. */
export interface OverviewConfig {
  /** Of the dashboard of all services; absent if there is only one. */
  readonly services?: ServiceConfig;
  /** Of the dashboard of all objectives. */
  readonly objectives: ServiceConfig;
}

/** The directory of the generated files, next to the directories of services. */
export const OVERVIEW_DIRECTORY = 'overview';

/** Keys that an overview does not take from a service. */
const OF_SERVICES = ['app', 'alertmanager', 'workload', 'labels', 'alerts', 'language', 'checks', 'grafana'];

/** The usual namespace of Grafana and its ConfigMaps. */
const NAMESPACE = 'monitoring';

/**
 * The merged settings of the overviews, not yet checked for completeness: those of the file and the environment, with their own name, namespace and folder.
 * Required settings that only services have, such as the URL of Grafana, come from the first service.
 */
export function overviewSettings(
  data: unknown,
  environment: string,
  declaration: ConfigurationDeclaration,
): Readonly<Partial<Record<keyof OverviewConfig, unknown>>> {
  const candidates = candidatesIn(data, environment);
  const [first] = candidates;
  const common = mergeLayers(commonLayers(data, environment));
  const hasSeveral = candidates.length > 1;
  const setting = (key: string) => valueAt(common, ['overview', key]);
  if (first === undefined || !(setting('enabled') ?? hasSeveral)) return {};
  const name = String(setting('name') ?? (hasSeveral ? 'fleet' : valueAt(first.written, ['app'])));
  const settingsOf = (app: string, title: string) => {
    const own = {
      app,
      namespace: setting('namespace') ?? valueAt(common, ['namespace']) ?? NAMESPACE,
      grafana: {
        uid: `${app}-${environment}`,
        title: `${displayName(name)} ${environmentTitle(environment)} ${title}`,
        folder: setting('folder') ?? valueAt(common, ['grafana', 'folder']) ?? displayName(name),
        tags: [name, environment],
      },
    };
    const required = {
      ...without(first.written, OF_SERVICES),
      grafana: { url: valueAt(first.written, ['grafana', 'url']) },
    };
    // Logs and traces belong to a service.
    const grafana = without(valueAt(common, ['grafana']), ['logs', 'traces']);
    const shared = { ...without(common, ['alertmanager', 'workload']), grafana };
    const written = merge(overlay(required, shared), own);
    return merge(defaultsFor(written, environment, declaration), written);
  };
  return {
    ...(hasSeveral && { services: settingsOf(`${name}-overview`, 'Overview') }),
    objectives: settingsOf(`${name}-objectives`, 'Objectives'),
  };
}

/** Finds a uid that Grafana would refuse, a uid of another dashboard, and a service with the name of the directory. */
export function checkOverview(
  { services: ofServices, objectives }: OverviewConfig,
  services: readonly LocatedService[],
  placeOf: (path: Path) => Place,
): readonly Diagnostic[] {
  // Without a written name, no line of the file is about the overview.
  const name = placeOf(['overview', 'name']);
  const found = (place: Place, message: string, reason: string): Diagnostic =>
    badSetting({
      place: name.line === undefined ? place : name,
      message,
      reason,
      remedy: 'Write another `name` under `overview`, or `enabled: false` if you do not need it.',
    });
  const configs = [...(ofServices === undefined ? [] : [ofServices]), objectives];
  const [first] = services;
  const ofUids = configs.flatMap(({ grafana: { uid } }): readonly Diagnostic[] => {
    const problem = FORMATS['grafana-uid'].problem(uid);
    if (problem !== undefined && first !== undefined) {
      const message = `The uid of an overview is \`${uid}\`, which ${problem.detail}`;
      return [found(first.placeOf(['app']), message, FORMATS['grafana-uid'].reason)];
    }
    const other = services.find(({ config }) => config.grafana.uid === uid);
    if (other === undefined) return [];
    const message = `The uid of an overview is \`${uid}\`, which is that of the dashboard of \`${other.config.app}\``;
    const reason = 'Grafana keeps one of the dashboards and drops the other.';
    return [found(other.placeOf(['grafana', 'uid']), message, reason)];
  });
  const inItsPlace = services.length > 1 && services.find(({ config }) => config.app === OVERVIEW_DIRECTORY);
  if (!inItsPlace) return ofUids;
  return [
    ...ofUids,
    badSetting({
      place: inItsPlace.placeOf(['app']),
      message: `A service is called \`${OVERVIEW_DIRECTORY}\`, which is the directory of the overviews`,
      reason: 'Files of both would have one path.',
      remedy: 'Rename the service, or write `enabled: false` under `overview`.',
    }),
  ];
}
