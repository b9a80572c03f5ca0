import { describe, expect, it } from 'vitest';
import { routingOf } from '../../compile/routing.ts';
import type { ReceiverConfig } from '../../config/config.ts';
import { shopService } from '../../config/test-configuration.ts';
import { type Routing, route, standardRouting, timeInterval } from '../../define/routing.ts';
import { alertmanagerArtifacts } from '../../render/alertmanager/index.ts';
import type { Check } from '../check.ts';
import { type AlertParts, alertOf, queryOf, serviceWith } from '../testing/service.ts';
import { routingChecks } from './index.ts';

const slack = { sendResolved: true, slack: { key: 'k' } };
const RECEIVERS = { pages: slack, tickets: slack, heartbeat: slack, nobody: { sendResolved: true } };

interface Parts {
  readonly routing?: Routing;
  readonly receivers?: Readonly<Record<string, ReceiverConfig>>;
  readonly alerts?: readonly AlertParts[];
  readonly applyConfig?: boolean;
}

/** All findings of the checks of this group, by code. */
function said({
  routing = standardRouting(shopService),
  receivers = RECEIVERS,
  alerts = [{}],
  applyConfig = false,
}: Parts): readonly string[] {
  const alertmanager = { enabled: true, secret: 's', secretDirectory: '/s', applyConfig, receivers };
  const query = queryOf('up', { labels: ['namespace', 'job'] });
  const base = serviceWith({
    rules: alerts.map((parts) => alertOf({ query, ...parts })),
    config: { alertmanager },
  });
  const service = { ...base, routing: routingOf(routing, base.config, base.groups) };
  const artifacts = alertmanagerArtifacts(service);
  return routingChecks.flatMap((check: Check) =>
    check.run({ ...service, artifacts }).map(({ code, message }) => `${code}: ${message}`),
  );
}

const below = (...routes: Parameters<typeof route>[0][]): Routing => ({
  route: route({ receiver: 'tickets', routes: routes.map(route) }),
});

const office = timeInterval('office', { timeZone: 'Asia/Seoul', periods: [{ weekdays: ['monday:friday'] }] });
const during = (name: string) => ({ intervals: [name], because: 'nobody is there' });

describe('the checks of routing', () => {
  it('accept the standard routes', () => {
    expect(said({ alerts: [{}, { name: 'ShopDown', severity: 'critical' }] })).toEqual([]);
  });

  it.each<[string, Parts, readonly string[]]>([
    [
      'a receiver that does not exist',
      { routing: below({ match: { severity: 'critical' }, receiver: 'pagers' }) },
      ['routing/configuration: there is no receiver `pagers`'],
    ],
    [
      'a time zone that does not exist',
      {
        routing: {
          ...below({ match: { severity: 'critical' }, mutedIn: during('office') }),
          intervals: [{ ...office, timeZone: 'Asia/Soul' }],
        },
      },
      ['routing/configuration: `Asia/Soul` is not a time zone'],
    ],
    [
      'an interval over midnight',
      {
        routing: {
          ...below({ match: { severity: 'critical' }, mutedIn: during('night') }),
          intervals: [
            timeInterval('night', {
              timeZone: 'UTC',
              periods: [{ times: [{ from: '22:00', to: '06:00' }] }],
            }),
          ],
        },
      },
      ['routing/configuration: `times` does not fit into `times`'],
    ],
    [
      'a receiver that no route names',
      { receivers: { ...RECEIVERS, pager: slack } },
      ['routing/receiver: no route names the receiver `pager`'],
    ],
    [
      'a value that no alert has',
      { routing: below({ match: { alertname: ['ShopOutOfStock', 'ShopOutOfStok'] } }) },
      ['routing/matcher: no alert has alertname="ShopOutOfStok"'],
    ],
    [
      'a label that no alert has',
      { routing: below({ match: { squad: 'shop' } }) },
      ['routing/matcher: no alert has the label squad'],
    ],
    [
      'a route behind one that takes all of its alerts',
      {
        routing: below(
          { match: { severity: 'warning' } },
          { match: { alertname: 'ShopOutOfStock' }, receiver: 'pages' },
        ),
      },
      ['routing/shadowed: routes before it take all of its alerts'],
    ],
    [
      'a receiver without a way to be told',
      { receivers: { ...RECEIVERS, tickets: { sendResolved: true } } },
      ['routing/unreachable: it goes to tickets, which has no integrations'],
    ],
    [
      'a route that is silent at all times',
      {
        routing: {
          ...below({ match: { severity: 'warning' }, activeIn: during('office'), mutedIn: during('office') }),
          intervals: [office],
        },
      },
      ['routing/unreachable: its route to tickets is silent at all times'],
    ],
    [
      'an interval that is unused, empty and repeats itself',
      {
        routing: {
          ...standardRouting(shopService),
          intervals: [{ ...office, periods: [{ times: [] }, { times: [] }] }],
        },
      },
      [
        'routing/interval: no route names it',
        'routing/interval: it has no period, or an empty list in one',
        'routing/interval: a period stands in it twice',
      ],
    ],
    [
      'a label to group by that no alert has',
      { routing: { route: route({ receiver: 'tickets', groupBy: ['namspace'] }) } },
      ['routing/group-label: no alert has the label namspace, by which the route groups'],
    ],
    [
      'an alert on both sides of an inhibition',
      { alerts: [{ inhibitedBy: [{ alert: 'ShopOutOfStock' }] }] },
      ['routing/inhibition: the alert is on both sides of an inhibition'],
    ],
    [
      'an alert that one which always fires silences',
      { alerts: [{ name: 'ShopWatchdog', severity: 'none' }, { inhibitedBy: [{ alert: 'ShopWatchdog' }] }] },
      ['routing/inhibition: ShopWatchdog, which inhibits it, always fires'],
    ],
    [
      'an alert of another namespace than that of the AlertmanagerConfig',
      { applyConfig: true, alerts: [{ labels: { severity: 'warning', namespace: 'other' } }] },
      ['routing/namespace: its label namespace is "other", and the AlertmanagerConfig is in "shop-prod"'],
    ],
  ])('report %s', (_mistake, parts, expected) => {
    expect(said(parts)).toEqual(expected);
  });
});
