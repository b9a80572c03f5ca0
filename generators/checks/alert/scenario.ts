import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const scenario = defineCheck({
  code: 'alert/scenario',
  severity: 'error',
  title: 'Every alert has a scenario in which it fires, and one in which it stays quiet',
  reason:
    'An alert that was never seen to fire may never do so, and one that was never seen quiet may never stop',
  *find(service) {
    for (const alert of alertsOf(service)) {
      const expectations = alert.definition.scenarios.flatMap((one) => one.expect);
      const fires = expectations.some(({ firing }) => firing.length > 0);
      const isQuiet = expectations.some(({ firing }) => firing.length === 0);
      // A dead man's switch always fires: that is what it is for.
      const mustBeQuiet = alert.definition.severity !== 'none';
      if (fires && (isQuiet || !mustBeQuiet)) continue;
      const place = placeOf(alertDefinition(alert));
      if (expectations.length === 0) {
        yield { place, message: 'the alert has no scenario that expects something', remedy: BOTH };
      } else if (!fires) {
        yield {
          place,
          message: 'the alert fires in none of its scenarios',
          remedy: "Add one with firesAt('10m', …)",
        };
      } else {
        yield {
          place,
          message: 'the alert is quiet in none of its scenarios',
          remedy: "Add one with quietAt('10m')",
        };
      }
    }
  },
});

const BOTH = "Write scenarios: one with firesAt('10m', …) and one with quietAt('10m')";
