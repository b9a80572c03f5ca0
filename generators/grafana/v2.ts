import { isRecord } from '../base/record.ts';
import type { Change } from '../diff/change.ts';
import { compareObjects } from '../diff/objects.ts';
import type { GrafanaClient } from './client.ts';
import type { DashboardStore, Json, Saving, StoredDashboard, StoredVersion } from './store.ts';

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
      throw this.#grafana.refusal(
        'grafana/no-v2',
        `404 for ${path}: it has no API ${VERSION}, which came with Grafana 13, or no such namespace`,
        'Push without --v2, or name the namespace with --namespace, such as org-2 or stacks-123.',
      );
    }
    const { metadata, spec } = this.#grafana.object(answer, path);
    if (!isRecord(metadata) || !isRecord(spec)) throw this.#grafana.strange(answer, path);
    const annotations = annotationsOf(metadata);
    return {
      model: spec,
      folderTitle: await this.#grafana.folderTitle(String(annotations['grafana.app/folder'] ?? '')),
      version: Number(metadata.generation ?? 0),
      revision: String(metadata.resourceVersion ?? ''),
      isProvisioned: annotations['grafana.app/managedBy'] !== undefined,
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
    const items = status === 200 && isRecord(json) && Array.isArray(json.items) ? json.items : [];
    const [first] = items.filter(isRecord);
    if (first === undefined || !isRecord(first.metadata)) return undefined;
    const annotations = annotationsOf(first.metadata);
    return {
      version: Number(first.metadata.generation ?? 0),
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

const annotationsOf = ({ annotations }: Json): Json => (isRecord(annotations) ? annotations : {});

/** The differences between two specs, panel by panel. */
function* compareResources(stored: Json, generated: Json): Generator<Change> {
  const section = `Dashboard ${generated.title}`;
  const [{ elements: oldElements, ...before }, { elements: newElements, ...after }] = [stored, generated];
  const [old, now] = [oldElements, newElements].map((elements): Json => (isRecord(elements) ? elements : {}));
  const own = [...compareObjects(withoutDefaults(before, after), after)];
  if (own.length > 0) {
    yield { section, part: 'dashboard', name: String(generated.title), action: 'changed', details: own };
  }
  for (const key of new Set([...Object.keys(now ?? {}), ...Object.keys(old ?? {})])) {
    const [one, other] = [old?.[key], now?.[key]];
    const about = { section, part: 'panel', name: titleOf(other ?? one) ?? key } as const;
    if (one === undefined || other === undefined) {
      yield { ...about, action: one === undefined ? 'added' : 'removed', details: [] };
      continue;
    }
    const details = [...compareObjects(withoutDefaults(one, other), other)];
    if (details.length > 0) yield { ...about, action: 'changed', details };
  }
}

function titleOf(element: unknown): string | undefined {
  const spec = isRecord(element) ? element.spec : undefined;
  return isRecord(spec) && typeof spec.title === 'string' ? spec.title : undefined;
}

/** Grafana fills in fields that were not sent. What we do not generate is not compared. */
function withoutDefaults(stored: unknown, generated: unknown): unknown {
  if (Array.isArray(stored) && Array.isArray(generated))
    return stored.map((item, index) => withoutDefaults(item, generated[index]));
  if (!isRecord(stored) || !isRecord(generated)) return stored;
  return Object.fromEntries(
    Object.entries(stored).flatMap(([key, value]) =>
      key in generated ? [[key, withoutDefaults(value, generated[key])]] : [],
    ),
  );
}
