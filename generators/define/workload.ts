import type { Duration } from '../base/duration.ts';
import type { Labels, ServiceConfig } from '../config/config.ts';
import type { WorkloadDeclaration } from '../config/declaration.ts';

/** A probe, and how many failures it takes to act. Times are whole seconds. */
export interface ProbeDefinition {
  /** One of the paths that the service serves. */
  readonly path: string;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A variable from the workload's Secret, under its own name. */
export interface SecretVariable {
  readonly name: string;
  /** Whether the pod starts without it. */
  readonly isOptional?: boolean;
}

/** Ports outside the cluster that the service connects to. A NetworkPolicy knows addresses, not host names. */
export interface ExternalCall {
  readonly what: string;
  readonly ports: readonly number[];
}

/** How a service runs in Kubernetes: a single process that alone writes to its volumes. */
export interface WorkloadDefinition extends WorkloadDeclaration {
  /** The container's arguments, after the image's entry point. */
  readonly arguments: readonly string[];
  /** The container's port. The name has at most 15 characters; the Service gives it the configured name. */
  readonly port: { readonly name: string; readonly number: number };
  /** Id of the user and of the group; the image must not need another. */
  readonly user: number;
  /** Every path that the service serves by GET. */
  readonly paths: readonly string[];
  readonly probes: {
    /** Until it succeeds once, the other probes do not run. */
    readonly startup: ProbeDefinition;
    readonly readiness: ProbeDefinition;
    readonly liveness: ProbeDefinition;
  };
  /** Longest time from SIGTERM to the end of the process. */
  readonly drain: Duration;
  /** Scratch space on the node's disk, deleted with the pod: the root file system is read-only. */
  readonly scratch: { readonly path: string; readonly size: string };
  /** Variables that are not secret. `workload.environment` of the configuration overrides them. */
  environment(config: ServiceConfig): Labels;
  readonly secrets: readonly SecretVariable[];
  /** @param environment all effective variables that are not secret */
  externalCalls(environment: Labels): readonly ExternalCall[];
}
