import { addDays, isOpenAt, minuteOfDay, startOfKoreanDate, type TradingCalendar } from 'krx-calendar';
import type { Duration, ServiceConfig } from 'observability-as-code';
import {
  constant,
  foreignLabels,
  type GivenSeries,
  given,
  type Recorded,
  type RecordingScenario,
  recordsAt,
  relabelled,
  scenario,
} from 'observability-as-code/testing';
import { koreanDate, koreanTime, koreanWeekday } from '../../metrics/prometheus.ts';

/** From 1970-01-01 00:00 UTC, where promtool's clock starts, to half an hour before a new year in Korea, and after it. */
const BEFORE: Duration = '525030m';
const AFTER: Duration = '525090m';

/** Year, month, day, hour and weekday change at once when it is still afternoon in Greenwich. */
export function aroundNewYear(what: string, before: number, after: number): readonly RecordingScenario[] {
  return [
    scenario(`${what} half an hour before a new year in Korea`, {
      given: [],
      expect: [recordsAt(BEFORE, {}, before)],
      evaluationInterval: BEFORE,
    }),
    scenario(`${what} half an hour after it`, {
      given: [],
      expect: [recordsAt(AFTER, {}, after)],
      evaluationInterval: AFTER,
    }),
  ];
}

/** The calendar held against the rule itself, at every instant at which something begins, ends or is closed. */
export function everySession(calendar: TradingCalendar, config: ServiceConfig): RecordingScenario {
  const [otherNamespace] = foreignLabels(config, 'rules');
  const instants = instantsOf(calendar);
  // promtool's own evaluationInterval: Thursday, a minute past nine.
  const now: Recorded = { labels: {}, low: 1, high: 1 };
  return scenario('every closure, every special session and an ordinary week, at both ends of trading', {
    given: [
      ...instants.flatMap(clockAt),
      ...relabelled(clockAt({ date: '2026-11-24', time: '10:00' }), otherNamespace),
    ],
    expect: [{ at: '1m', samples: [now, ...instants.map((instant) => openingAt(calendar, instant))] }],
  });
}

/** A date and a time of day in Korea. */
interface Instant {
  readonly date: string;
  readonly time: string;
}

/** The minutes at which something begins or ends, and those before them. */
function instantsOf(calendar: TradingCalendar): readonly Instant[] {
  const { opens, closes } = calendar.regularSession;
  const around = (time: string) => [minuteBefore(time), time];
  // A week without closures, if there is one: the first of which every weekday is ordinary.
  const ordinary = ordinaryWeek(calendar).flatMap((date) =>
    [...around(opens), ...around(closes), '20:30'].map((time) => ({ date, time })),
  );
  const closed = [...calendar.closures.keys()].map((date) => ({ date, time: '10:30' }));
  const special = [...calendar.specialDays.values()].flatMap(({ date, sessions }) => [
    ...[opens, closes, ...sessions.flatMap((one) => [one.opens, one.closes])]
      .flatMap(around)
      .map((time) => ({ date, time })),
    // The hours are those of that day only.
    ...sessions.flatMap((one) => around(one.closes)).map((time) => ({ date: addDays(date, -7), time })),
  ]);
  const all = [...ordinary, ...closed, ...special];
  return [...new Map(all.map((one) => [`${one.date} ${one.time}`, one])).values()];
}

function ordinaryWeek(calendar: TradingCalendar): readonly string[] {
  const [year = 2026] = calendar.years;
  // The first Sunday of the year on or after the second of January.
  let sunday = `${year}-01-02`;
  while (new Date(`${sunday}T00:00:00Z`).getUTCDay() !== 0) sunday = addDays(sunday, 1);
  const weekFrom = (start: string) => Array.from({ length: 7 }, (_, day) => addDays(start, day));
  const isOrdinary = (date: string) => !calendar.closures.has(date) && !calendar.specialDays.has(date);
  for (let week = 0; week < 52; week += 1) {
    const days = weekFrom(addDays(sunday, week * 7));
    if (days.every(isOrdinary)) return days;
  }
  return weekFrom(sunday);
}

function clockAt({ date, time }: Instant): readonly GivenSeries[] {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  const evaluationInterval = [
    given(koreanDate, {}, constant(Number(date.replaceAll('-', '')), '3m')),
    given(koreanTime, {}, constant(Number(time.replace(':', '')), '3m')),
    given(koreanWeekday, {}, constant(weekday, '3m')),
  ];
  return relabelled(evaluationInterval, { instant: `${date} ${time}` });
}

function openingAt(calendar: TradingCalendar, { date, time }: Instant): Recorded {
  const instant = startOfKoreanDate(date) + (minuteOfDay(time) ?? 0) * 60;
  const value = isOpenAt(calendar, instant) ? 1 : 0;
  return { labels: { instant: `${date} ${time}` }, low: value, high: value };
}

function minuteBefore(time: string): string {
  const minute = (minuteOfDay(time) ?? 0) - 1;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
