import { asObject, type JsonObject, textAt } from '../../json.ts';
import { badField } from '../errors.ts';

/** The answer of `chk-holiday`, from the requested date on. */
export interface HolidayAnswer {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Whether the exchange opens on that date: `opnd_yn`. */
  readonly isOpen: boolean;
  /** The days of the answer's first page, so that one request a day is enough. */
  readonly days: readonly { readonly date: string; readonly isOpen: boolean }[];
}

/** @throws KisError `kis/bad-field` */
export function holidayOf(date: string, answer: JsonObject): HolidayAnswer {
  const rows: readonly unknown[] = Array.isArray(answer.output) ? answer.output : [answer.output];
  const days = rows.map((row) => dayOf(asObject(row)));
  const asked = days.find((day) => day.date === date);
  if (asked === undefined) throw badField('output', 'a list with the date that was asked for');
  return { ...asked, days };
}

function dayOf(row: JsonObject | undefined): { date: string; isOpen: boolean } {
  if (row === undefined) throw badField('output', 'a list of days');
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(textAt(row, 'bass_dt') ?? '') ?? [];
  if (day === undefined) throw badField('bass_dt', 'a date');
  const isOpen = textAt(row, 'opnd_yn');
  if (isOpen !== 'Y' && isOpen !== 'N') throw badField('opnd_yn', 'Y or N');
  return { date: `${year}-${month}-${day}`, isOpen: isOpen === 'Y' };
}
