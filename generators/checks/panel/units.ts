import type { GrafanaUnit } from '../../define/dashboard.ts';
import type { Unit } from '../../promql/build/unit.ts';

/**
 * The units of queries that each unit of Grafana shows as what they are. Grafana takes dates in milliseconds; seconds of
 * CPU time in a second are a number of cores.
 */
export const SHOWN_BY = {
  none: ['count', 'boolean', 'info', 'ratio', 'seconds/s'],
  short: ['count', 'boolean', 'info', 'ratio', 'seconds/s'],
  percent: ['percent'],
  percentunit: ['ratio', 'boolean', 'seconds/s'],
  s: ['seconds'],
  bytes: ['bytes'],
  Bps: ['bytes/s'],
  binBps: ['bytes/s'],
  reqps: ['count/s'],
  ops: ['count/s'],
  rps: ['count/s'],
  wps: ['count/s'],
  cps: ['count/s'],
  dateTimeFromNow: ['timestamp-ms'],
  dateTimeAsIso: ['timestamp-ms'],
  bool: ['boolean'],
  bool_on_off: ['boolean'],
} as const satisfies Readonly<Record<GrafanaUnit, readonly Unit[]>>;

/** What Grafana would show a query's values as, best first. */
export function unitsFor(unit: Unit): string[] {
  return Object.entries(SHOWN_BY)
    .filter(([, shown]) => shown.some((one) => one === unit))
    .map(([id]) => id);
}
