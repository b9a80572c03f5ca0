import { listed } from '../../base/listed.ts';
import { plural } from '../../base/plural.ts';
import type { RenderedService } from '../../compile/model.ts';
import type { Change, Detail } from '../../diff/change.ts';
import { ClassicDashboards, StoredAsV2Error } from '../../grafana/classic.ts';
import type { GrafanaClient } from '../../grafana/client.ts';
import { driftOf } from '../../grafana/push.ts';
import type { DashboardStore, Json, StoredDashboard } from '../../grafana/store.ts';
import { V2Dashboards } from '../../grafana/v2.ts';
import type { Finding, Question } from '../question.ts';

const MOST_CHANGES = 10;

/** Whether Grafana's dashboard is the generated one. */
export const dashboard: Question = {
  code: 'doctor/dashboard',
  title: 'Has Grafana the dashboard as it is generated?',
  needs: 'grafana',
  async ask({ service, grafana, out }) {
    if (grafana === undefined) return [];
    const { uid, title, folder } = service.config.grafana;
    const place = {
      file: `${out}/monitoring/grafana-dashboard.json`,
      definition: `dashboard ${title} (${uid})`,
    };
    const found = await compareStored(grafana, service);
    const remedy = `npx oac push --grafana ${grafana.address} --token-file FILE${found?.flag ?? ''} --dry-run shows the difference; without --dry-run it uploads the dashboard. If the sidecar loads it, deploy the ConfigMap.`;
    if (found === undefined) {
      return [
        {
          severity: 'error',
          place,
          message: 'Grafana has no dashboard of this uid',
          reason:
            'The sidecar has not found the ConfigMap (label, namespace), or the dashboard was never imported; links in alerts are broken',
          remedy,
        },
      ];
    }
    const findings: Finding[] = [];
    const { stored, changes } = found;
    if (changes.length > 0) {
      findings.push({
        severity: 'error',
        place,
        message: `Grafana has another version: ${plural(changes.length, 'difference')}`,
        reason:
          changes.slice(0, MOST_CHANGES).map(changeText).join('\n') +
          (changes.length > MOST_CHANGES ? '\n…' : ''),
        remedy,
      });
    }
    if (folder !== '' && stored.folderTitle !== undefined && stored.folderTitle !== folder) {
      findings.push({
        severity: 'warning',
        place,
        message: `it is in the folder "${stored.folderTitle}", and grafana.folder is "${folder}"`,
        reason: 'Rights and searches by folder do not find it',
        remedy,
      });
    }
    return findings;
  },
};

interface Comparison {
  readonly stored: StoredDashboard;
  readonly changes: readonly Change[];
  /** That `oac push` needs for this format. */
  readonly flag: string;
}

/** Grafana has it in one of two formats. Undefined if it does not have it. */
async function compareStored(
  grafana: GrafanaClient,
  { config, classic, v2 }: RenderedService,
): Promise<Comparison | undefined> {
  const { uid } = config.grafana;
  const compare = async (store: DashboardStore, model: Json, flag: string) => {
    const stored = await store.dashboard(uid);
    return stored && { stored, changes: await driftOf(stored, { uid, model }, store), flag };
  };
  try {
    return await compare(new ClassicDashboards(grafana), classic, '');
  } catch (error) {
    if (!(error instanceof StoredAsV2Error)) throw error;
    return compare(new V2Dashboards(grafana, error.namespace), v2.spec, ` ${error.flag}`);
  }
}

const changeText = ({ part, name, action, details }: Change): string =>
  `${part} ${name}: ${details.length === 0 ? wordOf(action) : listed(details.map(detailText), 3)}`;

/** From Grafana's dashboard to the generated one. */
const wordOf = (action: Change['action']): string =>
  ({
    added: 'Grafana lacks it',
    removed: 'only Grafana has it',
    changed: 'differs',
    renamed: 'has another name',
  })[action];

const detailText = ({ what, before, after }: Detail): string =>
  `${what}: Grafana ${before ?? 'none'}, generated ${after ?? 'none'}`;
