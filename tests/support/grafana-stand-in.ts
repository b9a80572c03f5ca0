import type { IncomingMessage } from 'node:http';
import type { JsonObject } from './json.ts';
import { object } from './json.ts';
import { answerWith, type StandIn, startStandIn } from './stand-in.ts';

export type GrafanaMajor = 11 | 12 | 13;

export interface StoredByGrafana {
  format: 'classic' | 'v2';
  /** The classic model, or the spec of a resource. */
  model: JsonObject;
  version: number;
  folderUid: string;
  message: string;
  createdBy: string;
  isProvisioned: boolean;
  /** What provisions a resource; a file by default. */
  manager?: string;
}

export interface GrafanaStandIn extends StandIn {
  readonly dashboards: Map<string, StoredByGrafana>;
  /** Titles by uid. */
  readonly folders: Map<string, string>;
  readonly dataSources: string[];
  /** Statuses that the next requests are answered with, instead of being done. */
  readonly failures: number[];
  /** After the next save the connection breaks, so that nobody learns of it. */
  breaksAfterSave: boolean;
  /** Whether the token may not read single folders. */
  hidesFolders: boolean;
  /** Happens when the folders are listed. */
  onFolders: () => void;
}

/** Another with each version. */
const revisionOf = ({ version }: StoredByGrafana) => `17${version}`;

export const TOKEN = 'glsa_not-a-real-token';

/**
 * The conditions that Grafana's documentation and source set for its HTTP API
 * (https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/, and `/apis` for 13): a title, a uid of at most 40 characters, a version
 * that is the stored one, no change of a provisioned dashboard, no root id and no bare v2 model in 13, a `resourceVersion` that is
 * the stored one, and none for what is new. It is no Grafana: it draws nothing, migrates nothing and converts nothing.
 */
export async function startGrafanaStandIn(major: GrafanaMajor): Promise<GrafanaStandIn> {
  const dashboards = new Map<string, StoredByGrafana>();
  const folders = new Map<string, string>();
  const dataSources = ['prometheus'];
  const failures: number[] = [];
  const state = {
    ...{ dashboards, folders, dataSources, failures },
    breaksAfterSave: false,
    hidesFolders: false,
    onFolders: () => {},
  };

  const standIn = await startStandIn((request, response, body) => {
    const { pathname } = new URL(request.url ?? '', 'http://grafana');
    const say = (status: number, value: unknown) => answerWith(response, status, value);
    const failure = failures.shift();
    if (failure !== undefined) return say(failure, { message: `failure ${failure}` });
    if (pathname === '/api/health') return say(200, { database: 'ok', version: `${major}.0.0` });
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return say(401, { message: 'Invalid API key' });
    if (pathname === '/api/datasources')
      return say(
        200,
        dataSources.map((type) => ({ type, name: type })),
      );
    if (pathname === '/api/folders' && request.method === 'GET') {
      state.onFolders();
      return say(
        200,
        [...folders].map(([uid, title]) => ({ uid, title })),
      );
    }
    if (pathname === '/api/folders') {
      const title = String(object(JSON.parse(body)).title);
      if ([...folders.values()].includes(title))
        return say(412, { message: 'a folder with the same name already exists' });
      const uid = `folder-${folders.size + 1}`;
      folders.set(uid, title);
      return say(200, { uid, title });
    }
    if (pathname.startsWith('/api/folders/')) {
      if (state.hidesFolders) return say(403, { message: 'Access denied' });
      const title = folders.get(decodeURIComponent(pathname.slice('/api/folders/'.length)));
      return title === undefined ? say(404, { message: 'folder not found' }) : say(200, { title });
    }
    if (pathname.startsWith('/apis/')) {
      const [status, answer] = major === 13 ? resource(request, body) : [404, { message: 'Not found' }];
      if (status < 300 && request.method !== 'GET' && state.breaksAfterSave) {
        state.breaksAfterSave = false;
        request.socket.destroy();
        return undefined;
      }
      return say(status, answer);
    }
    const [, uid = '', rest] = /^\/api\/dashboards\/uid\/([^/]+)(\/versions)?$/.exec(pathname) ?? [];
    const stored = dashboards.get(uid);
    if (uid !== '' && stored === undefined) return say(404, { message: 'Dashboard not found' });
    if (stored !== undefined && rest === '/versions') {
      const { version, message, createdBy } = stored;
      const versions = [{ version, message, createdBy }];
      return say(200, major === 11 ? versions : { continueToken: '', versions });
    }
    if (stored?.format === 'v2') {
      const path = `/apis/dashboard.grafana.app/v2/namespaces/default/dashboards/${uid}`;
      return say(406, { message: `dashboard api version not supported, use ${path} instead` });
    }
    if (stored !== undefined) {
      const { model, version, folderUid, isProvisioned } = stored;
      const meta = {
        version,
        folderUid,
        folderTitle: folders.get(folderUid) ?? 'General',
        provisioned: isProvisioned,
      };
      return say(200, { dashboard: { ...model, id: 7, version }, meta });
    }
    if (pathname === '/api/dashboards/db' && request.method === 'POST') {
      const [status, answer] = save(object(JSON.parse(body)));
      if (status === 200 && state.breaksAfterSave) {
        state.breaksAfterSave = false;
        request.socket.destroy();
        return undefined;
      }
      return say(status, answer);
    }
    return say(404, { message: 'Not found' });
  });

  function save(asked: JsonObject): readonly [number, JsonObject] {
    const { id, version, ...model } = object(asked.dashboard, 'dashboard');
    const uid = String(model.uid ?? '');
    if (major === 13 && model.title === undefined && 'elements' in model)
      return [
        400,
        {
          message: 'Dashboard appears to be in v2 format. Please use the /apis/dashboard.grafana.app/v2 API',
        },
      ];
    if (typeof model.title !== 'string' || model.title === '')
      return [
        400,
        {
          message:
            major === 11 ? 'Dashboard title cannot be empty' : 'Dashboard is missing required title property',
        },
      ];
    if (uid.length > 40) return [400, { message: 'uid too long, max 40 characters' }];
    if (typeof id === 'number') return [404, { message: 'Dashboard not found' }];
    const folderUid = String(asked.folderUid ?? '');
    if (folderUid !== '' && !folders.has(folderUid)) return [400, { message: 'folder not found' }];
    const stored = dashboards.get(uid);
    if (stored?.isProvisioned === true) return [400, { message: 'Cannot save provisioned dashboard' }];
    if (stored !== undefined && asked.overwrite !== true && version !== stored.version) {
      const message = 'The dashboard has been changed by someone else';
      return major === 13 ? [409, { message }] : [412, { message, status: 'version-mismatch' }];
    }
    const sameTitle = [...dashboards].find(
      ([other, one]) => other !== uid && one.model.title === model.title && one.folderUid === folderUid,
    );
    // Grafana 11 still refused a second title in one folder.
    if (major === 11 && sameTitle !== undefined && asked.overwrite !== true)
      return [
        412,
        { message: 'A dashboard with the same name in the folder already exists', status: 'name-exists' },
      ];
    const next = (stored?.version ?? 0) + 1;
    dashboards.set(uid, {
      format: 'classic',
      model,
      version: next,
      folderUid,
      message: String(asked.message ?? ''),
      createdBy: 'sa-oac',
      isProvisioned: false,
    });
    return [200, { uid, version: next, status: 'success' }];
  }

  /** `/apis` answers errors with a Status. */
  function resource({ method, url }: IncomingMessage, body: string): readonly [number, JsonObject] {
    const failed = (code: number, reason: string, message: string) =>
      [code, { kind: 'Status', status: 'Failure', code, reason, message }] as const;
    const { pathname, searchParams } = new URL(url ?? '', 'http://grafana');
    const collection = '/apis/dashboard.grafana.app/v2/namespaces/default/dashboards';
    if (pathname !== collection && !pathname.startsWith(`${collection}/`))
      return [404, { message: 'Not found' }];
    if (method === 'GET' && pathname === collection) {
      const [, name = ''] = /^metadata\.name=(.+)$/.exec(searchParams.get('fieldSelector') ?? '') ?? [];
      const stored = dashboards.get(name);
      if (searchParams.get('labelSelector') !== 'grafana.app/get-history=true' || stored === undefined)
        return [200, { items: [] }];
      const annotations = {
        'grafana.app/message': stored.message,
        'grafana.app/updatedBy': stored.createdBy,
      };
      return [200, { items: [{ metadata: { name, generation: stored.version, annotations } }] }];
    }
    const asked = method === 'GET' ? undefined : object(JSON.parse(body));
    const metadata = asked === undefined ? {} : object(asked.metadata, 'metadata');
    const name = method === 'POST' ? String(metadata.name) : pathname.slice(collection.length + 1);
    const stored = dashboards.get(name);
    if (method !== 'POST' && stored === undefined)
      return failed(404, 'NotFound', `dashboards.dashboard.grafana.app "${name}" not found`);
    if (asked !== undefined) {
      const { resourceVersion } = metadata;
      if (stored !== undefined && method === 'POST')
        return failed(409, 'AlreadyExists', `"${name}" already exists`);
      if (stored === undefined && resourceVersion !== undefined)
        return failed(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
      if (stored !== undefined && resourceVersion !== revisionOf(stored))
        return failed(409, 'Conflict', 'requested RV does not match current RV');
      const spec = object(asked.spec, 'spec');
      if (
        asked.kind !== 'Dashboard' ||
        typeof spec.title !== 'string' ||
        !('elements' in spec) ||
        !('layout' in spec)
      )
        return failed(422, 'Invalid', `Dashboard.dashboard.grafana.app "${name}" is invalid`);
      const annotations = object(metadata.annotations ?? {}, 'annotations');
      const folderUid = String(annotations['grafana.app/folder'] ?? '');
      if (folderUid !== '' && !folders.has(folderUid)) return failed(400, 'BadRequest', 'folder not found');
      dashboards.set(name, {
        format: 'v2',
        // A field that was not sent.
        model: { liveNow: false, ...spec },
        version: (stored?.version ?? 0) + 1,
        folderUid,
        message: String(annotations['grafana.app/message'] ?? ''),
        createdBy: 'sa-oac',
        isProvisioned: false,
      });
    }
    const now = dashboards.get(name);
    if (now === undefined) throw new Error(`${name} is not stored`);
    const annotations = {
      ...(now.folderUid === '' ? {} : { 'grafana.app/folder': now.folderUid }),
      ...(now.isProvisioned ? { 'grafana.app/managedBy': now.manager ?? 'classic-file-provisioning' } : {}),
    };
    const about = { name, generation: now.version, resourceVersion: revisionOf(now), annotations };
    return [method === 'POST' ? 201 : 200, { kind: 'Dashboard', metadata: about, spec: now.model }];
  }

  return Object.assign(state, standIn);
}
