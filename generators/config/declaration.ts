/** A JSON Schema, draft-07, as a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ThresholdDeclaration {
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Shown by editors; says the unit. */
  readonly description: string;
}

/** What the generators have to know of a workload before they can read its configuration. */
export interface WorkloadDeclaration {
  /** The volumes that it writes to, by name. */
  readonly volumes: Readonly<Record<string, VolumeDeclaration>>;
  /** Quantities as Kubernetes writes them. */
  readonly resources: Resources;
}

export interface VolumeDeclaration {
  readonly mountPath: string;
  /** By default. */
  readonly size: string;
  /** Shown by editors; says what lies there. */
  readonly description: string;
}

export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** What the project that uses the generators adds to the configuration file. */
export interface ConfigurationDeclaration<Threshold extends string = string> {
  /** Of the texts; the first is the default. Without them any language may be configured. */
  readonly languages?: readonly string[];
  readonly thresholds: Readonly<Record<Threshold, ThresholdDeclaration>>;
  /** Exporter key of the contract → `job` label by default; that of `service` is the name of the Service. */
  readonly jobs: Readonly<Record<string, string>>;
  /**
   * Further top-level blocks by name. Each schema is complete in itself, without `$ref`, and allows `null` nowhere.
   * What it requires is required of the merged block; so `required` does not belong inside `anyOf` or `oneOf`.
   */
  readonly extensions: Readonly<Record<string, object>>;
  /** What a deployment may lack, by the key of its block: `{ database: 'PostgreSQL, beside the files.' }`. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Absent where the project only watches a service that others deploy: then there is no key `workload`. */
  readonly workload?: WorkloadDeclaration;
}
