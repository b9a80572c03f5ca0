import type { Diagnostic } from '../base/diagnostic.ts';
import type { DashboardIdentity } from './dashboard-identity.ts';
import type { ConfigurationDocument } from './document/parse.ts';
import { groupBy } from './group-by.ts';

type Key = 'uid' | 'title';

/** Warns about dashboards of several environments that Grafana cannot distinguish. */
export function sharedDashboards(
  document: ConfigurationDocument,
  identities: readonly DashboardIdentity[],
): Diagnostic[] {
  const ofUid = ({ grafana, uid }: DashboardIdentity) => JSON.stringify([grafana, uid]);
  const ofTitle = ({ grafana, folder, title }: DashboardIdentity) => JSON.stringify([grafana, folder, title]);
  return [
    ...report(document, 'uid', groupBy(identities, ofUid)),
    ...report(document, 'title', groupBy(identities, ofTitle)),
  ];
}

function report(
  document: ConfigurationDocument,
  key: Key,
  groups: ReadonlyMap<string, readonly DashboardIdentity[]>,
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
        remedy: `Remove \`${key}\`, so that it follows from the environment, or set a different one for each environment. If each environment has its own Grafana, set its \`grafana.url\` there.`,
      },
    ];
  });
}
