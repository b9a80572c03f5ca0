import type { Diagnostic } from '../base/diagnostic.ts';
import { candidatesIn } from './candidates.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { defaultsFor } from './defaults.ts';
import type { ConfigurationDocument } from './document/parse.ts';
import { type Path, valueAt } from './document/path.ts';
import { groupBy } from './group-by.ts';
import { merge, originOf } from './layers.ts';

type Key = 'uid' | 'title';

/** The dashboard of one service in one environment, as far as Grafana tells dashboards apart. */
interface Identity {
  readonly environment: string;
  readonly app: string;
  /** Equal for dashboards that live in one organisation of one Grafana. */
  readonly grafana: string;
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  /** Where a setting stands in the file. */
  readonly pathOf: (key: Key) => Path;
}

/** Warns of dashboards of several environments that Grafana could not tell apart. */
export function sharedDashboards(
  document: ConfigurationDocument,
  environments: readonly string[],
  declaration: ConfigurationDeclaration,
): Diagnostic[] {
  if (environments.length < 2) return [];
  const identities = environments.flatMap((environment) =>
    identitiesIn(document.data, environment, declaration),
  );
  const ofUid = ({ grafana, uid }: Identity) => JSON.stringify([grafana, uid]);
  const ofTitle = ({ grafana, folder, title }: Identity) => JSON.stringify([grafana, folder, title]);
  return [
    ...report(document, 'uid', groupBy(identities, ofUid)),
    ...report(document, 'title', groupBy(identities, ofTitle)),
  ];
}

function identitiesIn(
  data: unknown,
  environment: string,
  declaration: ConfigurationDeclaration,
): readonly Identity[] {
  return candidatesIn(data, environment).map(({ layers, written }) => {
    const merged = merge(defaultsFor(written, environment, declaration), written);
    const setting = (...path: Path) => String(valueAt(merged, path) ?? '');
    return {
      environment,
      app: setting('app'),
      grafana: `${setting('grafana', 'url').replace(/\/+$/, '')} ${setting('grafana', 'orgId')}`,
      uid: setting('grafana', 'uid'),
      title: setting('grafana', 'title'),
      folder: setting('grafana', 'folder'),
      pathOf: (key) => originOf(layers, ['grafana', key]).path,
    };
  });
}

function report(
  document: ConfigurationDocument,
  key: Key,
  groups: ReadonlyMap<string, readonly Identity[]>,
): Diagnostic[] {
  return [...groups.values()].flatMap((group): Diagnostic[] => {
    const [first] = group;
    const environments = [...new Set(group.map(({ environment }) => environment))];
    if (first === undefined || environments.length < 2) return [];
    const last = group.at(-1) ?? first;
    const names = environments.map((name) => `\`${name}\``);
    const value = key === 'uid' ? `\`${first.uid}\`` : `\`${first.title}\` in the folder \`${first.folder}\``;
    return [
      {
        code: 'config/shared-dashboard',
        severity: 'warning',
        place: document.place(last.pathOf(key), 'value'),
        message: `\`grafana.${key}\` is ${value} in the environments ${names.join(' and ')}, which have one \`grafana.url\``,
        reason:
          'Grafana takes them for one dashboard: it keeps one, and its provisioning stops updating both.',
        remedy: `Remove \`${key}\`, so that it follows from the environment, or write another one under each environment. Where each environment has a Grafana of its own, write its \`grafana.url\` there.`,
      },
    ];
  });
}
