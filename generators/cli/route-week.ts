import { simulate } from '../alertmanager/simulate.ts';
import type { RoutedService } from '../compile/routed-service.ts';

const HALF_HOUR = 30 * 60_000;
const WEEK_STEPS = 7 * 48;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Where an alert goes, and when. */
interface Row {
  readonly service: string;
  readonly alert: string;
  readonly severity: string;
  readonly receiver: string;
  /** `always`, or periods of the week. */
  readonly when: string;
}

const HEADER: Row = {
  service: 'Service',
  alert: 'Alert',
  severity: 'Severity',
  receiver: 'Receiver',
  when: 'When',
};
type Column = keyof Row;
const COLUMNS: readonly Column[] = ['service', 'alert', 'severity', 'receiver', 'when'];

export interface WeekTable {
  readonly timeZone: string;
  /** `YYYY-MM-DD`, a Monday. */
  readonly week: string;
  readonly rows: readonly Row[];
  text(): string;
  markdown(): string;
}

/** Every alert by half hour of the week that contains the instant, each as if it fired alone. */
export function weekTable(sources: readonly RoutedService[], at: Date): WeekTable {
  const timeZone = timeZoneOf(sources);
  const monday = mondayOf(at, timeZone);
  const instants = Array.from(
    { length: WEEK_STEPS },
    (_, step) => new Date(monday.getTime() + step * HALF_HOUR),
  );
  const rows = sources.flatMap((source) => rowsOf(source, instants));
  const [first] = new Date(monday.getTime() + offset(monday, timeZone)).toISOString().split('T');
  const columns = COLUMNS.filter((key) => key !== 'service' || sources.length > 1);
  return {
    timeZone,
    week: first ?? '',
    rows,
    text: () => aligned([HEADER, ...rows], columns),
    markdown: () =>
      [
        columns.map((key) => HEADER[key]),
        columns.map(() => '---'),
        ...rows.map((row) => columns.map((key) => row[key])),
      ]
        .map((cells) => `| ${cells.join(' | ')} |\n`)
        .join(''),
  };
}

function rowsOf(source: RoutedService, instants: readonly Date[]): readonly Row[] {
  const alerts = new Map(source.alerts.map((labels) => [JSON.stringify(labels), labels]));
  const rows = [...alerts.values()].flatMap((labels): Row[] => {
    const { service = '', alertname = '', severity = '' } = labels;
    const steps = instants.map((at) => simulate(source.model, labels, { at }).filter(({ isSent }) => isSent));
    const receivers = [...new Set(steps.flatMap((sent) => sent.map(({ receiver }) => receiver)))];
    const row = (receiver: string, isThen: (step: number) => boolean): Row => ({
      service,
      alert: alertname,
      severity,
      receiver,
      when: stretches(isThen),
    });
    if (receivers.length === 0) return [row('nobody', () => true)];
    return receivers.map((receiver) =>
      row(receiver, (step) => steps[step]?.some((sent) => sent.receiver === receiver) ?? false),
    );
  });
  // Rules with one name and severity differ only in labels that no route matches.
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

/** Periods of the week, with days of the same times combined: `Mon–Fri 09:00–16:00`. */
function stretches(isThen: (step: number) => boolean): string {
  const days = DAYS.map((_, day) => timesOf((step) => isThen(day * 48 + step)));
  if (days.every((times) => times === '00:00–24:00')) return 'always';
  const parts: string[] = [];
  for (let first = 0; first < DAYS.length; ) {
    let last = first;
    while (last + 1 < DAYS.length && days[last + 1] === days[first]) last += 1;
    const name = first === last ? DAYS[first] : `${DAYS[first]}–${DAYS[last]}`;
    if (days[first] !== '') parts.push(`${name} ${days[first]}`);
    first = last + 1;
  }
  return parts.length === 0 ? 'never' : parts.join(', ');
}

function timesOf(isThen: (step: number) => boolean): string {
  const parts: string[] = [];
  for (let first = 0; first < 48; first += 1) {
    if (!isThen(first)) continue;
    let end = first + 1;
    while (end < 48 && isThen(end)) end += 1;
    parts.push(`${clock(first)}–${clock(end)}`);
    first = end;
  }
  return parts.join(' ');
}

function clock(step: number): string {
  return `${String(Math.floor(step / 2)).padStart(2, '0')}:${step % 2 === 0 ? '00' : '30'}`;
}

/** The intervals' time zone, or UTC, Alertmanager's default. */
function timeZoneOf(sources: readonly RoutedService[]): string {
  const zones = sources.flatMap(({ model }) =>
    model.intervals.flatMap(({ periods }) => periods.map(({ timeZone }) => timeZone)),
  );
  return zones.find((zone) => zone !== '') ?? 'UTC';
}

/** Milliseconds by which the wall clock is ahead of UTC. */
function offset(instant: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The midnight at which the week begins. */
function mondayOf(at: Date, timeZone: string): Date {
  const wall = new Date(at.getTime() + offset(at, timeZone));
  const days = (wall.getUTCDay() + 6) % 7;
  const midnight = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() - days);
  return new Date(midnight - offset(new Date(midnight - offset(at, timeZone)), timeZone));
}

function aligned(rows: readonly Row[], columns: readonly Column[]): string {
  const widths = columns.map((key) => Math.max(...rows.map((row) => row[key].length)));
  return rows
    .map(
      (row) =>
        `${columns
          .map((key, index) => row[key].padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
