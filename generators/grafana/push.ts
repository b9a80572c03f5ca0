import { createHash } from 'node:crypto';
import { DiagnosticError } from '../base/diagnostic.ts';
import type { Change } from '../diff/change.ts';
import type { GrafanaClient } from './client.ts';
import { type DashboardStore, type Json, PROVISIONING, type StoredDashboard } from './store.ts';

export interface DesiredDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  /** The generated classic model, or the spec of the generated resource. */
  readonly model: Json;
}

export interface PushOptions {
  readonly isDryRun: boolean;
  /** Whether to replace a version that somebody saved by hand. */
  readonly overwrite: boolean;
}

export interface Pushed {
  readonly uid: string;
  readonly action: 'created' | 'updated' | 'unchanged';
  /** From the stored dashboard to the generated one. */
  readonly changes: readonly Change[];
  readonly folderChange?: { readonly from: string; readonly to: string };
}

/** Prefix of the message of every pushed version, before a digest of its content. */
const MESSAGE = 'observability-as-code';
const TRIES = 3;

/**
 * Uploads a dashboard to Grafana. Does not replace a version that somebody saved by hand unless told to.
 *
 * @throws DiagnosticError `grafana/edited`, `grafana/provisioned`, and those of the client
 */
export async function push(
  wanted: DesiredDashboard,
  grafana: GrafanaClient,
  store: DashboardStore,
  options: PushOptions,
): Promise<Pushed> {
  for (let tries = 1; ; tries++) {
    try {
      return await pushOnce(wanted, grafana, store, options);
    } catch (error) {
      // The stored dashboard tells whether it was saved: the next attempt reads it first.
      if (tries === TRIES || !isUnreachable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 500));
    }
  }
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof DiagnosticError && error.diagnostics.some(({ code }) => code === 'grafana/unreachable');

async function pushOnce(
  wanted: DesiredDashboard,
  grafana: GrafanaClient,
  store: DashboardStore,
  { isDryRun, overwrite }: PushOptions,
): Promise<Pushed> {
  const { uid, folder, model } = wanted;
  const stored = await store.dashboard(uid);
  const changes = stored === undefined ? [] : await driftOf(stored, wanted, store);
  const from = stored?.folderTitle;
  const isMoved = from !== undefined && folder !== '' && from !== folder;
  const moved = isMoved ? { folderChange: { from, to: folder } } : {};
  if (stored !== undefined && changes.length === 0 && !isMoved) return { uid, action: 'unchanged', changes };
  if (stored?.owner !== undefined) throw provisioned(wanted, stored.owner, grafana);
  if (stored !== undefined && !overwrite) await refuseEdited(wanted, stored, store);
  const action = stored === undefined ? 'created' : 'updated';
  if (!isDryRun) {
    const folderUid =
      folder === '' ? '' : ((await grafana.folder(folder)) ?? (await grafana.createFolder(folder)));
    await store.save({ uid, model, folderUid, stored, message: messageOf(model), overwrite });
  }
  return { uid, action, changes, ...moved };
}

/**
 * The differences from the stored dashboard to the generated one. None if it is as it was pushed, whatever
 * Grafana has filled in.
 */
export async function driftOf(
  stored: StoredDashboard,
  { uid, model }: Pick<DesiredDashboard, 'uid' | 'model'>,
  store: DashboardStore,
): Promise<readonly Change[]> {
  const changes = store.changes(stored.model, model);
  if (changes.length === 0) return changes;
  const last = await store.lastVersion(uid);
  return last?.version === stored.version && last.message === messageOf(model) ? [] : changes;
}

async function refuseEdited(
  { uid, title }: DesiredDashboard,
  stored: StoredDashboard,
  store: DashboardStore,
): Promise<void> {
  const last = await store.lastVersion(uid);
  if (last?.message.startsWith(`${MESSAGE} `) === true && last.version === stored.version) return;
  throw DiagnosticError.of({
    code: 'grafana/edited',
    place: { definition: `dashboard ${title} (${uid})` },
    message:
      last === undefined || last.createdBy === ''
        ? 'it was saved in Grafana after the last push'
        : `${last.createdBy} has saved it in Grafana since it was pushed (version ${last.version})`,
    reason: 'Pushing would replace that work',
    remedy:
      'See what it is with "oac push --dry-run --overwrite", bring it into the definitions, and push with --overwrite.',
  });
}

function provisioned(
  { uid, title }: DesiredDashboard,
  owner: string,
  { address }: GrafanaClient,
): DiagnosticError {
  return DiagnosticError.of({
    code: 'grafana/provisioned',
    place: { definition: `dashboard ${title} (${uid})` },
    message: `${owner} provisions this dashboard of the Grafana at ${address}`,
    reason: 'Grafana refuses to change it, or the owner would set it back',
    remedy:
      owner === PROVISIONING
        ? 'Deploy the generated ConfigMap instead (oac generate --deploy), or remove it and push.'
        : `Change it there, or take it out of ${owner} and push.`,
  });
}

/** Of the version that a push saves. */
const messageOf = (model: Json): string =>
  `${MESSAGE} ${createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 12)}`;
