/** A JSON Schema, draft-07, as a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ThresholdDeclaration {
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Shown by editors; states the unit. */
  readonly description: string;
}

/** What a workload declares for the schema of its configuration. */
export interface WorkloadDeclaration {
  /** The volumes that it writes to, by name. */
  readonly volumes: Readonly<Record<string, VolumeDeclaration>>;
  /** Quantities as Kubernetes writes them. */
  readonly resources: Resources;
}

export interface VolumeDeclaration {
  readonly mountPath: string;
  /** The default. */
  readonly size: string;
  /** Shown by editors; describes the contents. */
  readonly description: string;
}

export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** What a project adds to the configuration file. */
export interface ConfigurationDeclaration<Threshold extends string = string> {
  /** Languages of the texts; the first one is the default. Without them any language may be configured. */
  readonly languages?: readonly string[];
  readonly thresholds: Readonly<Record<Threshold, ThresholdDeclaration>>;
  /**
   * Exporter key of the contract → default `job` label; for `service` the default is the name of the Service.
   */
  readonly jobs: Readonly<Record<string, string>>;
  /**
   * Further top-level blocks by name. Each schema is self-contained, without `$ref`, and nowhere allows
   * `null`. What it requires must be in the merged block, so `required` must not be inside `anyOf` or
   * `oneOf`.
   */
  readonly extensions: Readonly<Record<string, object>>;
  /**
   * Optional parts of a deployment, by the key of their block: `{ database: 'PostgreSQL, beside the files.'
   * }`.
   */
  readonly parts?: Readonly<Record<string, string>>;
  /** Absent if the service is deployed in another way; then there is no key `workload`. */
  readonly workload?: WorkloadDeclaration;
}
