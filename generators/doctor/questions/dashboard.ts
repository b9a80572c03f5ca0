import { DiagnosticError } from '../../base/diagnostic.ts';
import { plural } from '../../base/plural.ts';
import type { RenderedService } from '../../compile/model.ts';
import type { Change, Detail } from '../../diff/change.ts';
import { ClassicDashboards } from '../../grafana/classic.ts';
import type { GrafanaClient } from '../../grafana/client.ts';
import type { DashboardStore, Json, StoredDashboard } from '../../grafana/store.ts';
import { V2Dashboards } from '../../grafana/v2.ts';
import { listed } from '../grouped.ts';
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
    const remedy = `npx oac push --grafana ${grafana.address} --token-file FILE --dry-run shows it; without --dry-run it is mended. Where the sidecar loads it: deploy the ConfigMap.`;
    const found = await compareStored(grafana, service);
    if (found === undefined) {
      return [
        {
          severity: 'error',
          place,
          message: 'Grafana has no dashboard of this uid',
          reason:
            'The sidecar has not found the ConfigMap (label, namespace), or nobody has imported it; the links in alerts lead nowhere',
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
    if (folder !== '' && stored.folderTitle !== folder) {
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

/** Grafana has it in one of two formats. Undefined if it does not have it. */
async function compareStored(
  grafana: GrafanaClient,
  { config, classic, v2 }: RenderedService,
): Promise<{ readonly stored: StoredDashboard; readonly changes: readonly Change[] } | undefined> {
  const { uid } = config.grafana;
  const read = async (store: DashboardStore, model: Json) => {
    const stored = await store.dashboard(uid);
    return stored && { stored, changes: store.changes(stored.model, model) };
  };
  try {
    return await read(new ClassicDashboards(grafana), classic);
  } catch (error) {
    const isV2 = error instanceof DiagnosticError && error.diagnostics[0]?.code === 'grafana/stored-as-v2';
    if (!isV2) throw error;
    return read(new V2Dashboards(grafana), v2.spec);
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
