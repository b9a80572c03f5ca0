import { KOREA_OFFSET_SECONDS, type Session, type TradingCalendar } from 'krx-calendar';

/** The clock in Korea as instant vectors with the same labels: selectors, or in a test numbers. */
export interface KoreanClock {
  /** `20261119` */
  readonly date: string;
  /** `1530` */
  readonly time: string;
  /** 0 is Sunday. */
  readonly weekday: string;
}

/**
 * What a clock reads at an instant.
 * @param clock a scalar expression in unix seconds
 */
export function koreanClock(clock = 'time()'): KoreanClock {
  const korea = `vector(${clock} + ${KOREA_OFFSET_SECONDS})`;
  return {
    date: `year(${korea}) * 10000 + month(${korea}) * 100 + day_of_month(${korea})`,
    time: `hour(${korea}) * 100 + minute(${korea})`,
    weekday: `day_of_week(${korea})`,
  };
}

/**
 * PromQL that is 1 while the exchange trades and 0 otherwise: always one sample for each of the clock.
 *
 * Dates and times in the text are the ones of a Korean calendar (`20261119`, `1000` for 10:00), and a session may lie
 * at any time of the Korean day, whatever its UTC date. Closures are a chain of comparisons, which reads the date once
 * however many there are; `sgn` makes the surviving sample 1, `date * 0` the missing one 0. Reasons stand beside the
 * dates as comments, so the text must keep its line breaks. The date stands first in every `and`, whose value is that of
 * its left side: a time or a weekday can be 0, which `sgn` leaves 0.
 */
export function sessionOpenExpression(calendar: TradingCalendar, clock: KoreanClock): string {
  const { date, time, weekday } = clock;
  const within = ({ opens, closes }: Session): string => `${time} >= ${timeKey(opens)} < ${timeKey(closes)}`;
  const specialDays = [...calendar.specialDays.values()];
  const irregular = [
    ...[...calendar.closures].map(([closed, reason]) => ({ date: closed, reason })),
    ...specialDays,
  ].sort((a, b) => (a.date < b.date ? -1 : 1));

  const lines = ['sgn(', '  (', `    ${date}`];
  for (const day of irregular) lines.push(`      != ${dateKey(day.date)} ${comment(day.reason)}`);
  lines.push('    and', `    ${weekday} >= 1 <= 5`, '    and', `    ${within(calendar.regularSession)}`);
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
  lines.push(')', `or ${date.includes(' ') ? `(${date})` : date} * 0`);
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
