import { defineCheck } from '../check.ts';
import { placeOf } from '../place.ts';
import { routedOf, routesIn } from './routed.ts';

export const interval = defineCheck({
  code: 'routing/interval',
  severity: 'warning',
  title: 'Time intervals are used, and none of their periods is empty or written twice',
  reason: 'The interval does not do what its name says',
  page: {
    details:
      'No route uses the time interval, it contains no time (no period, or an empty list), or it has a duplicate period.',
    impact:
      'The interval does not do what its name says: a route that is active in an empty interval never sends.',
    example: {
      language: 'ts',
      bad: "timeInterval('office', { timeZone: 'Asia/Seoul', periods: [{ weekdays: [] }] })",
      good: "timeInterval('office', { timeZone: 'Asia/Seoul', periods: [{ weekdays: ['monday:friday'] }] })",
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const routes = routesIn(routed.routing.route).map(({ route }) => route);
    const used = new Set(
      routes.flatMap(({ activeIn, mutedIn }) => [
        ...(activeIn?.intervals ?? []),
        ...(mutedIn?.intervals ?? []),
      ]),
    );
    for (const { name, periods, site } of routed.routing.intervals ?? []) {
      const place = placeOf({ name: `time interval ${name}`, site });
      const texts = periods.map((period) => JSON.stringify(period));
      const isEmpty =
        periods.length === 0 ||
        periods.some((period) => Object.values(period).some((list) => list?.length === 0));
      if (!used.has(name))
        yield {
          place,
          message: 'no route names it',
          remedy: 'Name it in activeIn or mutedIn of a route, or remove it',
        };
      if (isEmpty)
        yield {
          place,
          message: 'it has no period, or an empty list in one',
          remedy: 'Leave out what does not matter: an empty list is fulfilled at no time',
        };
      if (new Set(texts).size < texts.length)
        yield { place, message: 'a period stands in it twice', remedy: 'Remove one of the two' };
    }
  },
});
