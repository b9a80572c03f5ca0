import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord, recordOf, recordsOf } from '../base/record.ts';
import type { Change } from '../diff/change.ts';
import { compareResources } from '../diff/resources.ts';
import type { GrafanaClient } from './client.ts';
import {
  type DashboardStore,
  type Json,
  PROVISIONING,
  type Saving,
  type StoredDashboard,
  type StoredVersion,
} from './store.ts';

const VERSION = 'dashboard.grafana.app/v2';

/** Of an installation with one organization. Others are `org-2` or, in Grafana Cloud, `stacks-123`. */
export const DEFAULT_NAMESPACE = 'default';

/**
 * Resources of Grafana 13:
 * https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/apis/
 */
export class V2Dashboards implements DashboardStore {
  readonly #grafana: GrafanaClient;
  readonly #path: string;

  constructor(grafana: GrafanaClient, namespace = DEFAULT_NAMESPACE) {
    this.#grafana = grafana;
    this.#path = `/apis/${VERSION}/namespaces/${encodeURIComponent(namespace)}/dashboards`;
  }

  async dashboard(uid: string): Promise<StoredDashboard | undefined> {
    const path = `${this.#path}/${encodeURIComponent(uid)}`;
    const answer = await this.#grafana.ask(path);
    if (answer.status === 404) {
      // A Status with a reason comes from this API; without it there is none.
      if (isRecord(answer.json) && answer.json.reason === 'NotFound') return undefined;
      throw DiagnosticError.of({
        code: 'grafana/no-v2',
        place: {},
        message: `the Grafana at ${this.#grafana.address} has no API ${VERSION}, or not this namespace`,
        reason: `404 for ${path}. The API came with Grafana 13`,
        remedy: 'Push without --v2, or name the namespace with --namespace, such as org-2 or stacks-123.',
      });
    }
    const { metadata, spec } = this.#grafana.object(answer, path);
    if (!isRecord(metadata) || !isRecord(spec)) throw this.#grafana.strange(answer, path);
    const annotations = recordOf(metadata.annotations);
    return {
      model: spec,
      folderTitle: await this.#grafana.folderTitle(String(annotations['grafana.app/folder'] ?? '')),
      version: Number(metadata.generation ?? 0),
      revision: String(metadata.resourceVersion ?? ''),
      owner: ownerOf(annotations['grafana.app/managedBy']),
    };
  }

  /** A resource does not show the message that it was saved with; its history does. */
  async lastVersion(uid: string): Promise<StoredVersion | undefined> {
    const query = new URLSearchParams({
      labelSelector: 'grafana.app/get-history=true',
      fieldSelector: `metadata.name=${uid}`,
      limit: '1',
    });
    const { status, json } = await this.#grafana.ask(`${this.#path}?${query}`);
    const [first] = status === 200 ? recordsOf(recordOf(json).items) : [];
    if (first === undefined) return undefined;
    const metadata = recordOf(first.metadata);
    const annotations = recordOf(metadata.annotations);
    return {
      version: Number(metadata.generation ?? 0),
      message: String(annotations['grafana.app/message'] ?? ''),
      createdBy: String(annotations['grafana.app/updatedBy'] ?? annotations['grafana.app/createdBy'] ?? ''),
    };
  }

  /** A resource has no overwriting: a change names the revision that it replaces. */
  async save({ uid, model, folderUid, stored, message }: Saving): Promise<void> {
    const resource = {
      apiVersion: VERSION,
      kind: 'Dashboard',
      metadata: {
        name: uid,
        ...(stored === undefined ? {} : { resourceVersion: stored.revision }),
        annotations: {
          'grafana.app/message': message,
          ...(folderUid === '' ? {} : { 'grafana.app/folder': folderUid }),
        },
      },
      spec: model,
    };
    await (stored === undefined
      ? this.#grafana.save(this.#path, { method: 'POST', json: resource })
      : this.#grafana.save(`${this.#path}/${encodeURIComponent(uid)}`, { method: 'PUT', json: resource }));
  }

  changes(stored: Json, generated: Json): readonly Change[] {
    return [...compareResources(stored, generated)];
  }
}

/** By the kind of the manager: https://pkg.go.dev/github.com/grafana/grafana/pkg/apimachinery/utils#ManagerKind */
function ownerOf(kind: unknown): string | undefined {
  if (kind === undefined) return undefined;
  const names: Readonly<Record<string, string>> = {
    'classic-file-provisioning': PROVISIONING,
    repo: 'Git Sync',
    terraform: 'Terraform',
  };
  return names[String(kind)] ?? String(kind);
}
