import type { Change } from '../diff/change.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface StoredDashboard {
  /** The classic model, or the spec of a resource. */
  readonly model: Json;
  /** Undefined if it may not be read. */
  readonly folderTitle: string | undefined;
  /** Counts the saved versions. */
  readonly version: number;
  /** What a change has to name, so that nobody's is lost: the version, or the `resourceVersion` of a resource. */
  readonly revision: string;
  /** `a file or a ConfigMap`, or another tool that owns it, so that Grafana refuses to change it. */
  readonly owner: string | undefined;
}

export interface StoredVersion {
  readonly version: number;
  readonly message: string;
  readonly createdBy: string;
}

export interface Saving {
  readonly uid: string;
  readonly model: Json;
  readonly folderUid: string;
  /** Undefined if there is none. */
  readonly stored: StoredDashboard | undefined;
  readonly message: string;
  readonly overwrite: boolean;
}

export const PROVISIONING = 'a file or a ConfigMap';

/** Where Grafana keeps dashboards of one format. The errors are those of `GrafanaClient`. */
export interface DashboardStore {
  /** Undefined if there is no dashboard with this uid. */
  dashboard(uid: string): Promise<StoredDashboard | undefined>;
  /** The last version, with its author. Undefined if the server keeps no versions. */
  lastVersion(uid: string): Promise<StoredVersion | undefined>;
  save(saving: Saving): Promise<void>;
  /** From the stored model to the generated one, without what Grafana itself counts. */
  changes(stored: Json, generated: Json): readonly Change[];
}
