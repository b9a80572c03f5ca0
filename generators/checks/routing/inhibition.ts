import { matches } from '../../alertmanager/matcher.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routedOf } from './routed.ts';

export const routingInhibition = defineCheck({
  code: 'routing/inhibition',
  severity: 'error',
  title: 'No alert is on both sides of an inhibition, or inhibited by one that always fires',
  reason: 'Nobody hears of the alert, or whether they do differs between versions of Alertmanager',
  page: {
    details:
      'An alert names in `inhibitedBy` an alert with its own name but without labels that distinguish the two, so that it is on both sides of the rule; or an alert of severity `none`, which always fires.',
    impact:
      'Such an alert does not silence itself, and Alertmanager 0.33 overlooks others that should: of the alerts with equal labels it keeps one.',
    example: {
      language: 'ts',
      bad: "alert('ShopSlow', { severity: 'warning', inhibitedBy: [{ alert: 'ShopSlow' }], … })",
      good: "alert('ShopSlow', { severity: 'warning', inhibitedBy: [{ alert: 'ShopSlow', labels: { severity: 'critical' } }], … })",
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    for (const [index, alert] of alertsOf(service).entries()) {
      const labels = routed.alerts[index];
      if (labels === undefined) continue;
      const rules = routed.model.inhibitRules.filter(({ target }) => matches(target, labels));
      const machines = routed.alerts.filter(({ severity }) => severity === 'none');
      const always = machines.find((machine) => rules.some(({ source }) => matches(source, machine)));
      if (always !== undefined) {
        yield {
          place: placeOf(alertDefinition(alert)),
          message: `${always.alertname}, which inhibits it, always fires`,
          remedy: 'Remove it from inhibitedBy',
        };
      }
      if (!rules.some(({ source }) => matches(source, labels))) continue;
      yield {
        place: placeOf(alertDefinition(alert)),
        message: 'the alert is on both sides of an inhibition',
        remedy: "Name labels that only the leading alert has: labels: { severity: 'critical' }",
      };
    }
  },
});
