import { type Routing, route, type ServiceConfig, standardRouting } from 'observability-as-code';
import type { Threshold } from '../signals/thresholds.ts';
import { calendarOf } from './calendar/configured.ts';
import { marketIntervals } from './calendar/intervals.ts';

/** Alerts that only tell of the market; they end with its session, and nobody can do anything about them at night. */
const ABOUT_THE_MARKET = [
  'ObserverNoDataWritten',
  'ObserverMetricsAbsent',
  'ObserverWriteLag',
  'ObserverKisRequestsFailing',
  'ObserverWebSocketGaps',
  'ObserverTradesMissed',
];

/** Where the observer's alerts go: at night nobody is paged for the market. */
export function observerRouting(config: ServiceConfig<Threshold>): Routing {
  const { open, closed } = marketIntervals(calendarOf(config));
  const session = {
    activeIn: {
      intervals: [open.name],
      because: 'the market is closed: no data is expected, and none can be lost',
    },
    mutedIn: { intervals: [closed.name], because: 'the exchange does not trade on this day' },
  };
  return standardRouting(config, {
    intervals: [open, closed],
    first: [
      route({
        match: { alertname: ABOUT_THE_MARKET, severity: 'critical' },
        receiver: 'pages',
        repeatInterval: '1h',
        ...session,
      }),
      route({ match: { alertname: ABOUT_THE_MARKET }, receiver: 'tickets', ...session }),
    ],
  });
}
