import { matches } from '../../alertmanager/matcher.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routedOf } from './routed.ts';

export const routingInhibition = defineCheck({
  code: 'routing/inhibition',
  severity: 'error',
  title: 'No alert is on both sides of an inhibition, or inhibited by one that always fires',
  reason: 'The alert is never sent, or only by some versions of Alertmanager',
  page: {
    details:
      '`inhibitedBy` names an alert with the same name and no labels that distinguish the two, so the alert is on both sides of the inhibition. Or it names an alert of severity `none`, which always fires.',
    impact:
      'An alert never inhibits itself. Alertmanager 0.33 keeps only one source per set of equal labels, so it can miss another alert that should inhibit. An alert inhibited by one that always fires is never sent.',
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
