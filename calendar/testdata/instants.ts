import type { CalendarOverrides } from '../overrides.ts';
import { CLOSURES_BY_HAND } from './closures.ts';

/** An instant and whether the exchange trades then. One table for the TypeScript and for the PromQL. */
export interface Instant {
  readonly at: string;
  readonly isOpen: boolean;
  readonly why: string;
}

function row(at: string, isOpen: boolean, why: string): Instant {
  return { at: `${at}+09:00`, isOpen, why };
}

/** Both ends of a session, the seconds on either side of them, and the middle of the night. */
function ends(date: string, opens: string, closes: string, why: string): readonly Instant[] {
  return [
    row(`${date}T00:00:00`, false, `${why}: midnight`),
    { at: secondBefore(date, opens), isOpen: false, why: `${why}: second before the opening` },
    row(`${date}T${opens}:00`, true, `${why}: opening`),
    row(`${date}T${opens}:01`, true, `${why}: second after the opening`),
    row(`${date}T12:00:00`, true, `${why}: noon`),
    { at: secondBefore(date, closes), isOpen: true, why: `${why}: second before the close` },
    row(`${date}T${closes}:00`, false, `${why}: close`),
    row(`${date}T${closes}:01`, false, `${why}: second after the close`),
    row(`${date}T23:59:59`, false, `${why}: last second`),
  ];
}

function secondBefore(date: string, clockTime: string): string {
  return new Date(Date.parse(`${date}T${clockTime}:00+09:00`) - 1000).toISOString();
}

const closures = Object.values(CLOSURES_BY_HAND)
  .flat()
  .flatMap((date) => [
    row(`${date}T09:00:00`, false, 'closure: usual opening'),
    row(`${date}T12:00:00`, false, 'closure: noon'),
    row(`${date}T15:29:59`, false, 'closure: last second of the usual session'),
  ]);

export const INSTANTS: readonly Instant[] = [
  ...ends('2026-10-07', '09:00', '15:30', 'ordinary Wednesday'),
  ...ends('2026-10-12', '09:00', '15:30', 'ordinary Monday'),
  ...ends('2027-10-15', '09:00', '15:30', 'ordinary Friday'),
  row('2026-10-10T12:00:00', false, 'Saturday noon'),
  row('2026-10-11T12:00:00', false, 'Sunday noon'),
  row('2026-10-12T03:00:00', false, 'night before a Monday session, still Sunday in UTC'),
  row('2026-10-12T20:00:00', false, 'after-market'),
  ...closures,
  ...ends('2026-01-02', '10:00', '15:30', 'first trading day of 2026'),
  row('2026-01-02T09:00:00', false, 'first trading day of 2026: usual opening'),
  ...ends('2027-01-04', '10:00', '15:30', 'first trading day of 2027'),
  row('2027-01-04T09:00:00', false, 'first trading day of 2027: usual opening'),
  ...ends('2026-01-05', '09:00', '15:30', 'second trading day of 2026'),
  ...ends('2026-11-19', '10:00', '16:30', 'exam day'),
  row('2026-11-19T09:00:00', false, 'exam day: usual opening'),
  row('2026-11-19T15:30:00', true, 'exam day: usual close'),
  row('2026-11-18T16:00:00', false, 'day before the exam keeps the usual close'),
  ...ends('2026-12-30', '09:00', '15:30', 'last trading day of 2026'),
  ...ends('2027-12-30', '09:00', '15:30', 'last trading day of 2027'),
  row('2026-12-31T23:59:59', false, 'last second of 2026'),
  row('2027-01-01T00:00:00', false, 'first second of 2027'),
  row('2028-01-01T00:00:00', false, 'first second of a year that is not known'),
  ...ends('2028-02-29', '09:00', '15:30', 'leap day of a year that is not known'),
  row('2028-03-01T12:00:00', true, 'holiday of a year that is not known'),
  row('2028-03-04T12:00:00', false, 'Saturday of a year that is not known'),
  row('2025-12-31T12:00:00', true, 'closure of a year before the known ones'),
];

export const OVERRIDES: CalendarOverrides = {
  years: [2027, 2028],
  closures: [
    { date: '2027-10-05', reason: '임시공휴일\n) or vector(1) #' },
    { date: '2028-01-03', reason: 'closed year without built-in holidays' },
  ],
  openings: ['2027-12-31', '2027-07-19'],
  specialDays: [
    { date: '2027-11-18', opens: '10:00', closes: '16:30', reason: '대학수학능력시험' },
    { date: '2027-07-19', opens: '09:30', closes: '12:05', reason: 'open although listed, with short hours' },
    { date: '2027-03-02', opens: '00:00', closes: '23:59', reason: 'begins on the day before in UTC' },
    { date: '2027-01-04', opens: '09:00', closes: '15:30', reason: 'first trading day with usual hours' },
  ],
};

/** The table for `OVERRIDES`. */
export const OVERRIDDEN_INSTANTS: readonly Instant[] = [
  row('2027-10-05T12:00:00', false, 'configured closure'),
  row('2027-10-06T12:00:00', true, 'day after a configured closure'),
  row('2027-12-31T12:00:00', true, 'configured opening'),
  row('2027-07-19T09:29:59', false, 'configured opening with special hours: before'),
  row('2027-07-19T09:30:00', true, 'configured opening with special hours: opening'),
  row('2027-07-19T12:04:59', true, 'configured opening with special hours: last second'),
  row('2027-07-19T12:05:00', false, 'configured opening with special hours: close'),
  row('2027-11-18T09:59:59', false, 'configured special day: before'),
  row('2027-11-18T10:00:00', true, 'configured special day: opening'),
  row('2027-11-18T16:29:59', true, 'configured special day: last second'),
  row('2027-11-18T16:30:00', false, 'configured special day: close'),
  row('2027-03-01T23:59:59', false, 'holiday before a session that begins at midnight'),
  row('2027-03-02T00:00:00', true, 'session that begins on the UTC day before'),
  row('2027-03-02T08:59:59', true, 'last second of the UTC day before'),
  row('2027-03-02T23:58:59', true, 'session that lasts until the night'),
  row('2027-03-02T23:59:00', false, 'close at night'),
  row('2027-01-04T09:00:00', true, 'override of a built-in special day'),
  row('2026-10-09T12:00:00', true, 'closure of a year that was left out'),
  row('2028-01-03T12:00:00', false, 'configured closure in a year without built-in holidays'),
  row('2028-01-04T09:00:00', true, 'no late opening in a year without built-in holidays'),
];

/** Unix seconds. */
export function unixSeconds(at: string): number {
  return Date.parse(at) / 1000;
}
