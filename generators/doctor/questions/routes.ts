import { type RouteNode, readAlertmanager } from '../../alertmanager/configuration.ts';
import type { LabelSet } from '../../alertmanager/matcher.ts';
import { routesOf } from '../../alertmanager/simulate.ts';
import { listed } from '../../base/listed.ts';
import { alertLabels, routedService } from '../../compile/routed-service.ts';
import { groupedByCause, type Silent } from '../grouped.ts';
import type { Finding, Question } from '../question.ts';

/** From Prometheus to the receiver: a firing alert that reaches nobody is useless. */
export const routes: Question = {
  code: 'doctor/routes',
  title: 'Does every alert notify a receiver?',
  needs: 'alertmanager',
  async ask({ service, prometheus, alertmanager, out }) {
    if (alertmanager === undefined) return [];
    const model = readAlertmanager(
      `configuration of ${alertmanager.address}`,
      await alertmanager.configuration(),
    );
    const findings: Finding[] = [];
    if ((await prometheus.alertmanagers()).length === 0) {
      findings.push({
        severity: 'error',
        place: { definition: `alerting of ${prometheus.address}` },
        message: 'this Prometheus sends alerts to no Alertmanager',
        reason: 'Alerts fire without any notification',
        remedy:
          'Name one: spec.alerting.alertmanagers of the Prometheus, or alerting.alertmanagers in prometheus.yml.',
      });
    }
    const integrations = (route: RouteNode) =>
      model.receivers.find(({ name }) => name === route.receiver)?.integrations ?? [];
    const expected = routedService(service, service.artifacts, out)?.model;
    const silent: Silent[] = [];
    const other: Silent[] = [];
    for (const labels of alertLabels(service)) {
      const name = nameOf(labels);
      const taken = routesOf(model.root, labels);
      const heard = taken.filter((route) => integrations(route).length > 0).map(({ receiver }) => receiver);
      if (heard.length === 0) {
        silent.push({
          name,
          causes: [
            ...new Set(
              taken.map(
                (route) => `${routeText(route)}, whose receiver "${route.receiver}" sends no messages`,
              ),
            ),
          ],
        });
        continue;
      }
      const wanted =
        expected === undefined ? [] : routesOf(expected.root, labels).map(({ receiver }) => receiver);
      const missed = wanted.filter(
        (receiver) => !heard.some((one) => one === receiver || one.endsWith(`/${receiver}`)),
      );
      if (missed.length > 0)
        other.push({ name, causes: [`to ${listed(heard)}, and ${listed(missed)} is generated`] });
    }
    return [
      ...findings,
      ...groupedByCause(silent).map(
        ({ cause, names }): Finding => ({
          severity: 'error',
          place: { definition: listed(names) },
          message:
            names.length === 1
              ? 'this alert notifies no receiver'
              : `these ${names.length} alerts notify no receiver`,
          reason: `They are taken by ${cause}`,
          remedy: `Add the routes of ${out}/alertmanager to the configuration of Alertmanager. To try it: npx oac route '{alertname="${firstOf(names)}"}' --file alertmanager.yml`,
        }),
      ),
      ...groupedByCause(other).map(
        ({ cause, names }): Finding => ({
          severity: 'error',
          place: { definition: listed(names) },
          message:
            names.length === 1 ? 'this alert goes elsewhere' : `these ${names.length} alerts go elsewhere`,
          reason: `They go ${cause}: the generated route is missing, or another one comes before it`,
          remedy: `Deploy ${out}/alertmanager, or correct the order of the routes.`,
        }),
      ),
    ];
  },
};

const nameOf = ({ alertname = '', severity = '' }: LabelSet): string => `alert ${alertname} (${severity})`;

const firstOf = ([first = '']: readonly string[]): string => first.split(' ')[1] ?? '';

const routeText = ({ path, line }: RouteNode): string =>
  path.length === 0 ? 'no route but the root' : `the route of line ${line}`;
