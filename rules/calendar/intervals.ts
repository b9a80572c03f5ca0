import { minuteOf, type Session, type SpecialDay, type TradingCalendar } from 'krx-calendar';
import { type TimeInterval, type TimePeriod, timeInterval } from 'observability-as-code';

const TIME_ZONE = 'Asia/Seoul';
const DAY_MINUTES = 24 * 60;

/** An alert of the session may end after it, and its end is sent only while the interval lasts. */
const GRACE_MINUTES = 30;

export interface MarketIntervals {
  /** Sessions, each with half an hour behind it. It holds holidays, too: `closed` takes them away. */
  readonly open: TimeInterval;
  readonly closed: TimeInterval;
}

/**
 * The trading calendar as Alertmanager takes it. A time interval can only add times, so that what is missing on a holiday or
 * a day of other hours is an interval of its own, in which a route is muted.
 */
export function marketIntervals(calendar: TradingCalendar): MarketIntervals {
  const specialDays = [...calendar.specialDays.values()].filter(({ date }) => !calendar.closures.has(date));
  return {
    open: timeInterval('krx-session', {
      timeZone: TIME_ZONE,
      periods: [
        { weekdays: ['monday:friday'], times: [withGrace(calendar.regularSession)] },
        ...specialDays.map((day) => ({ ...onDate(day.date), times: day.sessions.map(withGrace) })),
      ],
    }),
    closed: timeInterval('krx-closed', {
      timeZone: TIME_ZONE,
      periods: [
        { weekdays: ['saturday', 'sunday'] },
        ...byMonth([...calendar.closures.keys()]),
        ...specialDays.flatMap((day) => outsideOf(day)),
      ],
    }),
  };
}

/** The parts of a special day that are outside of its sessions. */
function outsideOf({ date, sessions }: SpecialDay): readonly TimePeriod[] {
  const times: { from: string; to: string }[] = [];
  let from = 0;
  for (const session of sessions) {
    const { from: opens, to } = withGrace(session);
    if (minuteOf(opens) > from) times.push({ from: clock(from), to: opens });
    from = to === '24:00' ? DAY_MINUTES : minuteOf(to);
  }
  if (from < DAY_MINUTES) times.push({ from: clock(from), to: '24:00' });
  return times.length === 0 ? [] : [{ ...onDate(date), times }];
}

function withGrace({ opens, closes }: Session): { readonly from: string; readonly to: string } {
  return { from: opens, to: clock(Math.min(minuteOf(closes) + GRACE_MINUTES, DAY_MINUTES)) };
}

function clock(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Dates of one month in one period. */
function byMonth(dates: readonly string[]): readonly TimePeriod[] {
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))];
  return months.map((month) => {
    const days = dates.filter((date) => date.startsWith(month)).map((date) => String(Number(date.slice(8))));
    return { ...onDate(`${month}-01`), daysOfMonth: days };
  });
}

function onDate(date: string): TimePeriod {
  const [year = '', month = '', day = ''] = date.split('-').map((part) => String(Number(part)));
  return { years: [year], months: [month], daysOfMonth: [day] };
}
