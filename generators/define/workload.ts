import type { Duration } from '../base/duration.ts';
import type { Labels, ServiceConfig } from '../config/config.ts';
import type { WorkloadDeclaration } from '../config/declaration.ts';

/** When the kubelet asks, and how often in vain before it acts. Times are whole seconds. */
export interface ProbeDefinition {
  /** One of the paths that the service answers. */
  readonly path: string;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A variable that comes from the Secret of the workload, under its own name. */
export interface SecretVariable {
  readonly name: string;
  /** The pod starts without it. */
  readonly isOptional?: boolean;
}

/** Ports outside of the cluster that the service calls. A NetworkPolicy knows addresses, not host names. */
export interface ExternalCall {
  readonly what: string;
  readonly ports: readonly number[];
}

/** How a service runs in Kubernetes: one process that alone writes to its volumes. */
export interface WorkloadDefinition extends WorkloadDeclaration {
  /** What the container runs, behind the entry point of its image. */
  readonly arguments: readonly string[];
  /** Of the container. The name has at most 15 characters; the Service gives it the configured name. */
  readonly port: { readonly name: string; readonly number: number };
  /** Number of the user and of the group; the image may not need another. */
  readonly user: number;
  /** Every path that the service answers by GET. */
  readonly paths: readonly string[];
  readonly probes: {
    /** Until it succeeds once, the others do not run. */
    readonly startup: ProbeDefinition;
    readonly readiness: ProbeDefinition;
    readonly liveness: ProbeDefinition;
  };
  /** The longest that the process takes to end after SIGTERM. */
  readonly drain: Duration;
  /** Scratch space on the disk of the node, gone with the pod: the root file system is read-only. */
  readonly scratch: { readonly path: string; readonly size: string };
  /** Variables that are not secret. What the configuration gives under `workload.environment` comes on top. */
  environment(config: ServiceConfig): Labels;
  readonly secrets: readonly SecretVariable[];
  /** @param environment all variables that are not secret, in force */
  externalCalls(environment: Labels): readonly ExternalCall[];
}
