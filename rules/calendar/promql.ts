import type { Session, TradingCalendar } from './calendar.ts';
import { KOREA_OFFSET_SECONDS } from './dates.ts';

/**
 * PromQL that is 1 while the exchange trades and 0 otherwise: always one sample, without labels.
 *
 * The clock is moved to Korean time first, so dates and times in the text are the ones of a Korean calendar
 * (`20261119`, `1000` for 10:00) and a session may lie at any time of the Korean day, whatever its UTC date.
 * Dates and times are filtered by chains of comparisons, which read the clock once however many closures there
 * are; `group` makes the surviving sample 1, `or vector(0)` the missing one 0. Reasons stand beside the dates as
 * comments, so the text must keep its line breaks.
 *
 * @param clock a scalar expression in unix seconds; a test writes the instant instead of `time()`
 */
export function sessionOpenExpression(calendar: TradingCalendar, clock = 'time()'): string {
  const korea = `vector(${clock} + ${KOREA_OFFSET_SECONDS})`;
  const date = `year(${korea}) * 10000 + month(${korea}) * 100 + day_of_month(${korea})`;
  const time = `hour(${korea}) * 100 + minute(${korea})`;
  const within = ({ opens, closes }: Session): string => `${time} >= ${timeKey(opens)} < ${timeKey(closes)}`;
  const specialDays = [...calendar.specialDays.values()];
  const irregular = [
    ...[...calendar.closures].map(([closed, reason]) => ({ date: closed, reason })),
    ...specialDays,
  ].sort((a, b) => (a.date < b.date ? -1 : 1));

  const lines = [
    'group(',
    '  (',
    `    day_of_week(${korea}) >= 1 <= 5`,
    '    and',
    `    ${within(calendar.regularSession)}`,
  ];
  if (irregular.length > 0) {
    lines.push('    and', `    ${date}`);
    for (const day of irregular) lines.push(`      != ${dateKey(day.date)} ${comment(day.reason)}`);
  }
  lines.push('  )');
  for (const day of specialDays) {
    for (const session of day.sessions) {
      lines.push(
        `  or ${comment(day.reason)}`,
        '  (',
        `    ${date} == ${dateKey(day.date)}`,
        '    and',
        `    ${within(session)}`,
        '  )',
      );
    }
  }
  lines.push(')', 'or vector(0)');
  return lines.join('\n');
}

/** 2026-11-19 as 20261119. */
function dateKey(date: string): number {
  return Number(date.replaceAll('-', ''));
}

/** 09:30 as 930. */
function timeKey(clockTime: string): number {
  return Number(clockTime.replace(':', ''));
}

/** A line break in a reason would end the comment and make the rest of it PromQL. */
function comment(reason: string): string {
  return `# ${reason.replace(/[\s\p{Cc}]+/gu, ' ').trim()}`;
}
