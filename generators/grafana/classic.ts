import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord, recordsOf } from '../base/record.ts';
import type { Change } from '../diff/change.ts';
import { compareDashboards } from '../diff/dashboards.ts';
import { type GrafanaClient, isMissing } from './client.ts';
import {
  type DashboardStore,
  type Json,
  PROVISIONING,
  type Saving,
  type StoredDashboard,
  type StoredVersion,
} from './store.ts';
import { DEFAULT_NAMESPACE } from './v2.ts';

/** The classic API does not serve a dashboard that is stored as v2, but tells where it is. */
export class StoredAsV2Error extends DiagnosticError {
  readonly namespace: string;
  /** That `oac push` needs for it. */
  readonly flag: string;

  constructor(grafana: GrafanaClient, said: string) {
    const namespace = /\/namespaces\/([^/]+)\//.exec(said)?.[1] ?? DEFAULT_NAMESPACE;
    const flag = namespace === DEFAULT_NAMESPACE ? '--v2' : `--namespace ${namespace}`;
    super([
      {
        code: 'grafana/stored-as-v2',
        severity: 'error',
        place: {},
        message: `the Grafana at ${grafana.address} stores the dashboard as v2`,
        reason: 'A classic dashboard would replace a resource of another format',
        remedy: `Push with ${flag}, or delete the dashboard first.`,
      },
    ]);
    this.namespace = namespace;
    this.flag = flag;
  }
}

/** Classic dashboards of Grafana 11 to 13: https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/ */
export class ClassicDashboards implements DashboardStore {
  readonly #grafana: GrafanaClient;

  constructor(grafana: GrafanaClient) {
    this.#grafana = grafana;
  }

  /** @throws also StoredAsV2Error */
  async dashboard(uid: string): Promise<StoredDashboard | undefined> {
    const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
    const answer = await this.#grafana.ask(path);
    if (isMissing(answer)) return undefined;
    if (answer.status === 406) throw new StoredAsV2Error(this.#grafana, answer.body);
    const { dashboard, meta } = this.#grafana.object(answer, path);
    if (!isRecord(dashboard) || !isRecord(meta)) throw this.#grafana.strange(answer, path);
    const version = Number(meta.version ?? dashboard.version ?? 0);
    return {
      model: dashboard,
      folderTitle: String(meta.folderTitle ?? ''),
      version,
      revision: String(version),
      owner: meta.provisioned === true ? PROVISIONING : undefined,
    };
  }

  async lastVersion(uid: string): Promise<StoredVersion | undefined> {
    const answer = await this.#grafana.ask(`/api/dashboards/uid/${encodeURIComponent(uid)}/versions?limit=1`);
    // A list until Grafana 11.3, and with a token for the next page since.
    const { json } = answer;
    const [first] = answer.status === 200 ? recordsOf(isRecord(json) ? json.versions : json) : [];
    if (first === undefined) return undefined;
    return {
      version: Number(first.version),
      message: String(first.message ?? ''),
      createdBy: String(first.createdBy ?? ''),
    };
  }

  async save({ model, folderUid, stored, message, overwrite }: Saving): Promise<void> {
    // A numeric id would mean another dashboard, and Grafana compares the version with the stored one.
    const { id: _, version: __, ...rest } = model;
    const version = stored === undefined ? {} : { version: stored.version };
    await this.#grafana.save('/api/dashboards/db', {
      method: 'POST',
      json: {
        dashboard: { ...rest, id: null, ...version },
        ...(folderUid === '' ? {} : { folderUid }),
        message,
        overwrite,
      },
    });
  }

  changes(stored: Json, generated: Json): readonly Change[] {
    const { id: _, version: __, ...before } = stored;
    const { id: ___, version: ____, ...after } = generated;
    return [...compareDashboards(before, after)];
  }
}
