import type { DashboardElsewhere } from './config.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { defaultsFor } from './defaults.ts';
import { type Path, valueAt } from './document/path.ts';
import { candidatesIn, merge, originOf } from './layers.ts';

/** The properties by which Grafana distinguishes the dashboard of a service in an environment. */
export interface DashboardIdentity {
  readonly environment: string;
  readonly app: string;
  readonly namespace: string;
  /** Without a trailing slash; empty if the file does not set it. */
  readonly url: string;
  readonly orgId?: number;
  /** Equal for dashboards in the same organisation of the same Grafana. */
  readonly grafana: string;
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  /** Where a setting is in the file. */
  readonly pathOf: (key: 'uid' | 'title') => Path;
}

export function dashboardsIn(
  data: unknown,
  environment: string,
  declaration: ConfigurationDeclaration,
): readonly DashboardIdentity[] {
  return candidatesIn(data, environment).map(({ layers, written }) => {
    const merged = merge(defaultsFor(written, environment, declaration), written);
    const setting = (...path: Path) => String(valueAt(merged, path) ?? '');
    const url = setting('grafana', 'url').replace(/\/+$/, '');
    const orgId = valueAt(merged, ['grafana', 'orgId']);
    return {
      environment,
      app: setting('app'),
      namespace: setting('namespace'),
      url,
      ...(typeof orgId === 'number' && { orgId }),
      grafana: `${url} ${setting('grafana', 'orgId')}`,
      uid: setting('grafana', 'uid'),
      title: setting('grafana', 'title'),
      folder: setting('grafana', 'folder'),
      pathOf: (key) => originOf(layers, ['grafana', key]).path,
    };
  });
}

/**
 * The service's dashboards in other environments whose Grafana the file names.
 *
 * @param all the service's dashboards in every environment
 */
export function dashboardsElsewhere(
  here: string,
  all: readonly DashboardIdentity[],
): readonly DashboardElsewhere[] {
  const own = all.find(({ environment }) => environment === here);
  return all
    .filter(({ environment, url }) => environment !== here && url !== '')
    .filter(({ grafana, uid }) => grafana !== own?.grafana || uid !== own.uid)
    .map(({ environment, namespace, url, orgId, uid }) => ({
      environment,
      namespace,
      url,
      ...(orgId !== undefined && { orgId }),
      uid,
    }));
}
