import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

const CAMEL_CASE = /^[A-Z][A-Za-z0-9]*$/;
const LONGEST = 63;

export const name = defineCheck({
  code: 'alert/name',
  severity: 'error',
  title: 'Alert names are CamelCase and unique per set of labels',
  reason: 'On-call engineers search and silence alerts by name, and the runbook has the same name',
  page: {
    details:
      'The name is not CamelCase, is longer than 63 characters, or belongs to another alert with the same `labels`. Variants of one alert, such as the windows of a burn rate, may share a name if their labels differ.',
    impact:
      'On-call engineers search and silence alerts by name, and the runbook has the same name. A Kubernetes label value holds at most 63 characters.',
    example: {
      language: 'ts',
      bad: "alert('observer-high-error-rate', …)",
      good: "alert('ObserverHighErrorRate', …)",
    },
  },
  *find(service) {
    const alerts = alertsOf(service);
    const seen = new Set<string>();
    for (const alert of alerts) {
      const given = alert.definition.name;
      const place = () => placeOf(alertDefinition(alert));
      if (!CAMEL_CASE.test(given)) {
        yield { place: place(), message: `"${given}" is not CamelCase`, remedy: `Write ${camelCase(given)}` };
      } else if (given.length > LONGEST) {
        yield {
          place: place(),
          message: `the name has ${given.length} characters`,
          remedy: `Use at most ${LONGEST} characters, the limit of a Kubernetes label value`,
        };
      }
      // Variants of one alert may share a name if their labels differ.
      const identity = JSON.stringify([given, Object.entries(alert.definition.labels ?? {}).sort()]);
      if (seen.has(identity)) {
        yield {
          place: place(),
          message: `another alert is also named ${given}`,
          remedy: 'Choose a distinct name, or add distinct labels if both are variants of one alert',
        };
      }
      seen.add(identity);
    }
  },
});

function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('') || 'a name';
}
