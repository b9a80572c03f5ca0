import type { Labels, PlatformPath, Value } from '../platform.ts';
import type { Stack } from '../stack.ts';

/** Ends the fault. */
export type EndFault = () => void | Promise<void>;

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
  /** Faults of one sequence follow each other; sequences of an installation do not touch each other. */
  readonly sequence: string;
  /** Part of the short form. */
  readonly isQuick: boolean;
  /** How long its alerts may take to fire, and to resolve, where that is longer than usual. Milliseconds. */
  readonly patience?: number;
  /** Only where a file system can be mounted, which takes root. */
  readonly needsMount?: boolean;
  readonly start: (stack: Stack) => EndFault | Promise<EndFault>;
}

/**
 * What restarts of the observer make fire. Each begins new files, and its first answers are slow: in windows that are shortened
 * there are few others.
 */
export const RESTART: readonly string[] = [
  'ObserverTargetDown',
  'ObserverMetricsAbsent',
  'ObserverTradesMissed',
  'ObserverNoDataWritten',
  'ObserverErrorBudgetBurn',
];

type Setting = readonly [PlatformPath, string, Labels, Value];

/** Changes what the exporters of the cluster say. */
export function platform(...settings: readonly Setting[]): (stack: Stack) => EndFault {
  return (stack) => {
    const undo = settings.map((setting) => stack.platform.set(...setting));
    return () => {
      for (const each of undo) each();
    };
  };
}
