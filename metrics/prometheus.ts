import { ruleEvaluation, upOf, upTo } from 'observability-as-code/contract';
import { observer } from './observer.ts';

export { alerts } from 'observability-as-code/contract';

export const observerUp = upOf(observer);

const ofNamespace = { namespace: upTo(10, 'namespaces with rules') };

/**
 * The clock of the calendar. It is recorded, so that a test can give any date and time as a series: promtool's own clock
 * begins in 1970, and reaches the present only after twenty thousand evaluations of a day each.
 */
export const koreanDate = ruleEvaluation.gauge('krx:korean_date:yyyymmdd', {
  unit: 'count',
  help: 'The date in Korea as a number: 20261119.',
  labels: ofNamespace,
});

export const koreanTime = ruleEvaluation.gauge('krx:korean_time:hhmm', {
  unit: 'count',
  help: 'The time of day in Korea as a number: 1530.',
  labels: ofNamespace,
});

export const koreanWeekday = ruleEvaluation.gauge('krx:korean_weekday:number', {
  unit: 'count',
  help: 'The day of the week in Korea: 0 is Sunday, 6 is Saturday.',
  labels: ofNamespace,
});

/** Inside a KRX session, by the static calendar. Recorded, so that every rule and test means the same instant. */
export const sessionOpen = ruleEvaluation.gauge('krx:session_open:bool', {
  unit: 'boolean',
  help: '1 while the KRX regular session is open by the calendar, else 0.',
  labels: ofNamespace,
});
