import type { ServiceConfig } from '../config/config.ts';
import { type ColorStep, type Column, type Plot, plot, type ThemeColor } from '../define/dashboard.ts';
import type { Signal } from '../define/signal.ts';
import { libraryText } from '../define/text.ts';

/** A query and the column that shows it. */
export interface Measure {
  readonly plot: Plot;
  readonly column: Column;
}

export function measure(heading: string, signal: Signal, column: Omit<Column, 'of'>): Measure {
  const ref = heading.replaceAll(/\W/g, '');
  return { plot: plot(signal, { ref, legend: heading }), column: { of: heading, ...column } };
}

/** Green up to the first value; each colour applies from its value on. */
export function greenBelow(...steps: readonly (readonly [number, ThemeColor])[]): readonly ColorStep[] {
  return [{ from: -Infinity, color: 'green' }, ...steps.map(([from, color]) => ({ from, color }))];
}

/** The columns that identify the service. Its name links to its dashboard, with its namespace and the same time range. */
export function serviceColumns({ grafana: { orgId } }: ServiceConfig): readonly Column[] {
  const organisation = orgId === undefined ? '' : `orgId=${orgId}&`;
  const cell = (heading: string) => `\${__data.fields.${heading}}`;
  return [
    {
      of: 'app',
      title: 'Service',
      link: {
        title: libraryText({ ko: '이 서비스의 대시보드', en: 'Dashboard of the service' }),
        url: `/d/${cell('dashboard')}?${organisation}var-namespace=${cell('Namespace')}&\${__url_time_range}`,
      },
    },
    { of: 'namespace', title: 'Namespace' },
    { of: 'dashboard', isHidden: true },
    { of: 'job', isHidden: true },
    { of: 'service', isHidden: true },
  ];
}

/** A unit of Grafana's grid has 38 pixels, and a row of a table 36. Longer tables scroll. */
export function heightFor(lines: number): number {
  return Math.min(24, Math.max(6, Math.ceil(((lines + 1) * 36 + 60) / 38)));
}
