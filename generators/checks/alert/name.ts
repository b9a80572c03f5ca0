import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

const CAMEL_CASE = /^[A-Z][A-Za-z0-9]*$/;
const LONGEST = 63;

export const name = defineCheck({
  code: 'alert/name',
  severity: 'error',
  title: 'The names of alerts are CamelCase, and unique but for labels of their own',
  reason: 'The name is what people search for and silence by, and the name of the runbook',
  page: {
    details:
      'The name is not CamelCase, has more than 63 characters, or is that of another alert with the same `labels`. Grades of one trouble may share a name, such as the windows of a burn rate, if labels of their own tell them apart.',
    impact:
      'The name is what people search for and silence by, and the name of the runbook. A longer one is no value of a label in Kubernetes.',
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
          remedy: `Write at most ${LONGEST}, as many as the value of a label in Kubernetes may have`,
        };
      }
      // Grades of one trouble may share a name where labels of their own tell them apart.
      const identity = JSON.stringify([given, Object.entries(alert.definition.labels ?? {}).sort()]);
      if (seen.has(identity)) {
        yield {
          place: place(),
          message: `another alert is named ${given}, too`,
          remedy:
            'Say in the name what is special about this one, or in labels of its own if both are one trouble',
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
