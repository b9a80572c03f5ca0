import type { TradingCalendar } from 'krx-calendar';
import { type RecordingRule, record, type ServiceConfig } from 'observability-as-code';
import { raw, type Scope, select, textOf } from 'observability-as-code/promql';
import { koreanDate, koreanTime, koreanWeekday, sessionOpen } from '../../metrics/prometheus.ts';
import { koreanClock, sessionOpenExpression } from './promql.ts';
import { aroundNewYear, everySession } from './scenarios.ts';

const CLOCK = { unit: 'count', canBeEmpty: false, canBeNaN: false, reads: [], labels: [] } as const;

/** The clock in Korea, and whether the exchange trades: 1 or 0 at any time. */
export function calendarRules(
  calendar: TradingCalendar,
  scope: Scope,
  config: ServiceConfig,
): readonly RecordingRule[] {
  const labels = { namespace: config.namespace };
  const now = koreanClock();
  const evaluationInterval = {
    date: select(scope, koreanDate),
    time: select(scope, koreanTime),
    weekday: select(scope, koreanWeekday),
  };
  const expression = sessionOpenExpression(calendar, {
    date: textOf(evaluationInterval.date),
    time: textOf(evaluationInterval.time),
    weekday: textOf(evaluationInterval.weekday),
  });
  return [
    record(koreanDate, raw(now.date, CLOCK), {
      labels,
      scenarios: aroundNewYear('the date', 19_701_231, 19_710_101),
    }),
    record(koreanTime, raw(now.time, CLOCK), { labels, scenarios: aroundNewYear('the time', 2330, 30) }),
    record(koreanWeekday, raw(now.weekday, CLOCK), {
      labels,
      scenarios: aroundNewYear('the weekday', 4, 5),
    }),
    record(
      sessionOpen,
      raw(expression, {
        labels: ['namespace'],
        unit: 'boolean',
        canBeEmpty: false,
        canBeNaN: false,
        reads: [koreanDate, koreanTime, koreanWeekday],
      }),
      {
        scenarios: [everySession(calendar, config)],
      },
    ),
  ];
}
