import type { GrafanaUnit } from '../../define/dashboard.ts';
import type { Unit } from '../../promql/build/unit.ts';

/**
 * The query units that each Grafana unit displays correctly. Grafana expects dates in milliseconds. CPU seconds per second
 * are a number of cores.
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
  mps: ['count/s'],
  dateTimeFromNow: ['timestamp-ms'],
  dateTimeAsIso: ['timestamp-ms'],
  bool: ['boolean'],
  bool_on_off: ['boolean'],
} as const satisfies Readonly<Record<GrafanaUnit, readonly Unit[]>>;

/** The Grafana units for a query unit, best first. */
export function unitsFor(unit: Unit): string[] {
  return Object.entries(SHOWN_BY)
    .filter(([, shown]) => shown.some((one) => one === unit))
    .map(([id]) => id);
}
