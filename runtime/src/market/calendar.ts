import {
  type CalendarOverrides,
  isRealDate,
  minuteOfDay,
  type TradingCalendar,
  tradingCalendar,
} from 'krx-calendar';
import { SettingsError } from '../environment.ts';
import { asObject, type JsonObject, parsedObject, textAt } from '../json.ts';
import { settingsFileText } from '../settings-file.ts';

const VARIABLE = 'OBSERVER_CALENDAR_FILE';

/**
 * The trading calendar, with the changes of a file if there is one: JSON in the shape of `calendar:` in
 * `observability.yaml`, so that the rules and the observer can share it.
 *
 * @throws SettingsError
 */
export function calendarFrom(file: string | undefined): TradingCalendar {
  return tradingCalendar(file === undefined ? {} : overridesIn(`${VARIABLE} ${file}`, contentOf(file)));
}

function contentOf(file: string): JsonObject {
  const content = parsedObject(settingsFileText(VARIABLE, file));
  if (content === undefined) throw new SettingsError(`${VARIABLE} ${file} is not a JSON object`);
  return content;
}

function overridesIn(file: string, content: JsonObject): CalendarOverrides {
  const unknown = Object.keys(content).find((key) => !['closures', 'openings', 'specialDays'].includes(key));
  if (unknown !== undefined) {
    throw new SettingsError(`${file} has "${unknown}"; valid keys are closures, openings and specialDays`);
  }
  const list = (key: string): readonly unknown[] => {
    const value = content[key] ?? [];
    if (!Array.isArray(value)) throw new SettingsError(`${key} in ${file} is not a list`);
    return value;
  };
  const date = (value: unknown, place: string): string => {
    if (typeof value === 'string' && isRealDate(value)) return value;
    throw new SettingsError(`${place} in ${file} is not a date such as "2027-10-05"`);
  };
  const time = (value: unknown, place: string): string => {
    if (typeof value === 'string' && minuteOfDay(value) !== undefined) return value;
    throw new SettingsError(`${place} in ${file} is not a time such as "10:00"`);
  };
  const entry = (value: unknown, place: string): JsonObject & { readonly reason: string } => {
    const found = asObject(value);
    const reason = found === undefined ? undefined : textAt(found, 'reason');
    if (found === undefined || reason === undefined) {
      throw new SettingsError(`${place} in ${file} has no reason`);
    }
    return { ...found, reason };
  };
  return {
    openings: list('openings').map((value, index) => date(value, `openings[${index}]`)),
    closures: list('closures').map((value, index) => {
      const found = entry(value, `closures[${index}]`);
      return { date: date(found.date, `closures[${index}].date`), reason: found.reason };
    }),
    specialDays: list('specialDays').map((value, index) => {
      const place = `specialDays[${index}]`;
      const found = entry(value, place);
      const opens = time(found.opens, `${place}.opens`);
      const closes = time(found.closes, `${place}.closes`);
      if (opens >= closes) throw new SettingsError(`${place} in ${file} closes before it opens`);
      return { date: date(found.date, `${place}.date`), opens, closes, reason: found.reason };
    }),
  };
}
