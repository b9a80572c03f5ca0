import type { Labels, PlatformPath, Value } from '../platform.ts';
import type { Stack } from '../stack.ts';

/** Ends the fault. */
export type Mend = () => void | Promise<void>;

/**
 * Each installation has servers of its own, so that a full disk in one does not disturb what is measured in another. A demo and
 * the short form have the main one only.
 */
export type Installation = 'main' | 'database' | 'disk' | 'restarts' | 'token';

export interface Fault {
  /** As it is switched on. */
  readonly key: string;
  readonly title: string;
  /** Alerts that describe it. Each has to fire while it lasts, and to resolve after it. */
  readonly alerts: readonly string[];
  /** Alerts that may fire as well, because they describe a consequence. */
  readonly consequences?: readonly string[];
  readonly installation: Installation;
  /** Faults of one lane follow each other; lanes of an installation do not touch each other. */
  readonly lane: string;
  /** Part of the short form. */
  readonly isQuick: boolean;
  /** How long its alerts may take to fire, and to resolve, where that is longer than usual. Milliseconds. */
  readonly patience?: number;
  /** Only where a file system can be mounted, which takes root. */
  readonly needsMount?: boolean;
  readonly start: (stack: Stack) => Mend | Promise<Mend>;
}

type Setting = readonly [PlatformPath, string, Labels, Value];

/** Changes what the exporters of the cluster say. */
export function platform(...settings: readonly Setting[]): (stack: Stack) => Mend {
  return (stack) => {
    const undo = settings.map((setting) => stack.platform.set(...setting));
    return () => {
      for (const each of undo) each();
    };
  };
}

/** Grows by `rate` a second from now on. */
export function growing(from: number, rate: number): () => number {
  const start = Date.now();
  return () => from + (rate * (Date.now() - start)) / 1000;
}
