import { simulate } from '../../alertmanager/simulate.ts';
import type { NamedInterval } from '../../alertmanager/time-interval.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routedOf } from './routed.ts';

export const unreachable = defineCheck({
  code: 'routing/unreachable',
  severity: 'error',
  title: 'Somebody is told of every alert',
  reason: 'The alert fires and nobody learns of it',
  page: {
    details:
      'An alert goes to a receiver that has no way to be told, or by a route whose time intervals let it through at no time. For alerts of severity `none` a receiver without a way is a warning: the heartbeat needs a service outside of the cluster that waits for it.',
    impact: 'The alert fires and nobody learns of it.',
    example: {
      given: 'In `observability.yaml`:',
      language: 'yaml',
      bad: 'alertmanager:\n  receivers:\n    pages: {}',
      good: 'alertmanager:\n  receivers:\n    pages:\n      slack: { channel: "#pages" }',
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const instants = instantsOf(routed.model.intervals);
    for (const [index, alert] of alertsOf(service).entries()) {
      const labels = routed.alerts[index];
      if (labels === undefined) continue;
      const deliveries = instants.map((at) => simulate(routed.model, labels, { at }));
      if (deliveries.some((each) => each.some(({ isSent }) => isSent))) continue;
      const receivers = [...new Set(deliveries.flatMap((each) => each.map(({ receiver }) => receiver)))].join(
        ', ',
      );
      const isMuted = deliveries.every((each) => each.every(({ integrations }) => integrations.length > 0));
      yield {
        severity: alert.definition.severity === 'none' ? ('warning' as const) : ('error' as const),
        place: placeOf(alertDefinition(alert)),
        message: isMuted
          ? `its route to ${receivers} is silent at all times`
          : `it goes to ${receivers}, which has no way to be told`,
        remedy: isMuted
          ? 'Change the time intervals of the route: it sends only outside of mutedIn and inside of activeIn'
          : `Write a way under alertmanager.receivers.${receivers} in observability.yaml, such as slack or webhook`,
      };
    }
  },
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Instants at which an interval may begin, of each day of the years that intervals name, or of one year. */
function instantsOf(intervals: readonly NamedInterval[]): readonly Date[] {
  if (intervals.length === 0) return [new Date(Date.UTC(2026, 0, 1))];
  const years = intervals.flatMap(({ periods }) =>
    periods.flatMap((period) => (period.years ?? []).flatMap(({ from, to }) => [from, to])),
  );
  const [first, last] =
    years.length === 0
      ? [2026, 2026]
      : [Math.min(...years), Math.min(Math.max(...years), Math.min(...years) + 4)];
  const days = (Date.UTC(last + 1, 0, 1) - Date.UTC(first, 0, 1)) / DAY;
  // Four in a day find every interval that lasts six hours; shorter ones by the hour in which they begin.
  const hours = new Set([
    0,
    6,
    12,
    18,
    ...intervals.flatMap(({ periods }) =>
      periods.flatMap(({ times = [] }) => times.flatMap(({ from }) => Math.floor(from / 60))),
    ),
  ]);
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    [...hours].map((hour) => new Date(Date.UTC(first, 0, 1 + day, hour, 30))),
  );
}
