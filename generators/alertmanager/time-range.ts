import type { Field } from './document.ts';
import type { Range } from './time-interval.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Parses the ranges of a time interval as Alertmanager does; undefined if it would reject them. */

export function timeRange(field: Field): Range | undefined {
  const from = minuteOfDay(field.get('start_time')?.text());
  const to = minuteOfDay(field.get('end_time')?.text());
  return from === undefined || to === undefined || from >= to ? undefined : { from, to };
}

function minuteOfDay(text: string | undefined): number | undefined {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text ?? '');
  if (match === null) return undefined;
  return match[1] === undefined ? 24 * 60 : Number(match[1]) * 60 + Number(match[2]);
}

export function weekdayRange(field: Field): Range | undefined {
  return range(field, (text) => indexIn(WEEKDAYS, text, 0));
}

export function monthRange(field: Field): Range | undefined {
  return range(field, (text) => indexIn(MONTHS, text, 1) ?? wholeNumber(text));
}

export function numberRange(field: Field): Range | undefined {
  return range(field, wholeNumber);
}

export function dayRange(field: Field): Range | undefined {
  const ends = endsOf(field, wholeNumber);
  if (ends === undefined) return undefined;
  const isDay = (day: number) => day !== 0 && day >= -31 && day <= 31;
  if (!isDay(ends.from) || !isDay(ends.to) || (ends.from < 0 && ends.to > 0)) return undefined;
  // In the shortest month: an order that is wrong there is wrong in all months.
  const forward = (day: number) => (day < 0 ? 28 + day : day);
  return forward(ends.from) > forward(ends.to) ? undefined : ends;
}

function range(field: Field, member: (text: string) => number | undefined): Range | undefined {
  const ends = endsOf(field, member);
  return ends === undefined || ends.from > ends.to ? undefined : ends;
}

function endsOf(field: Field, member: (text: string) => number | undefined): Range | undefined {
  const parts = (field.text() ?? '').toLowerCase().split(':');
  if (parts.length > 2) return undefined;
  const [first = '', last = first] = parts;
  const [from, to] = [member(first), member(last)];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function indexIn(names: readonly string[], name: string, first: number): number | undefined {
  const index = names.indexOf(name);
  return index < 0 ? undefined : index + first;
}

function wholeNumber(text: string): number | undefined {
  return /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
}
