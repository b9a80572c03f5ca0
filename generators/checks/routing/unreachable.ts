import { simulate } from '../../alertmanager/simulate.ts';
import type { NamedInterval } from '../../alertmanager/time-interval.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routedOf } from './routed.ts';

export const unreachable = defineCheck({
  code: 'routing/unreachable',
  severity: 'error',
  title: 'Every alert notifies a receiver',
  reason: 'The alert fires without any notification',
  page: {
    details:
      'An alert goes to a receiver without integrations, or follows a route whose time intervals never let it through. For alerts of severity `none` a receiver without integrations is a warning: the heartbeat needs a service outside the cluster that expects it.',
    example: {
      given: 'In `observability.yaml`',
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
      const sample = simulate(routed.model, labels, { at: new Date(0) });
      const isSent = (at: Date) => simulate(routed.model, labels, { at }).some((each) => each.isSent);
      if (instants.some(isSent)) continue;
      const receivers = [...new Set(sample.map(({ receiver }) => receiver))].join(', ');
      const isMuted = sample.every(({ integrations }) => integrations.length > 0);
      yield {
        severity: alert.definition.severity === 'none' ? ('warning' as const) : ('error' as const),
        place: placeOf(alertDefinition(alert)),
        message: isMuted
          ? `its route to ${receivers} is silent at all times`
          : `it goes to ${receivers}, which has no integrations`,
        remedy: isMuted
          ? 'Change the time intervals of the route: it sends only outside of mutedIn and inside of activeIn'
          : `Write a way under alertmanager.receivers.${receivers} in observability.yaml, such as slack or webhook`,
      };
    }
  },
});

const QUARTER = 15 * 60_000;
const DEFAULT_YEAR = 2026;

/**
 * Every quarter of an hour of the years that intervals name, at most five; usually the first few are enough.
 */
function instantsOf(intervals: readonly NamedInterval[]): readonly Date[] {
  const years = intervals.flatMap(({ periods }) =>
    periods.flatMap((period) => (period.years ?? []).flatMap(({ from, to }) => [from, to])),
  );
  const first = years.length === 0 ? DEFAULT_YEAR : Math.min(...years);
  const last = years.length === 0 ? DEFAULT_YEAR : Math.min(Math.max(...years), first + 4);
  const from = Date.UTC(first, 0, 1);
  return Array.from(
    { length: (Date.UTC(last + 1, 0, 1) - from) / QUARTER },
    (_, step) => new Date(from + step * QUARTER),
  );
}
