import { milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const scenario = defineCheck({
  code: 'alert/scenario',
  severity: 'error',
  title: 'Every alert is tested to fire, stay quiet and resolve',
  reason: 'Untested, the alert may never fire, fire when it should be quiet, or never resolve',
  page: {
    details:
      "No scenario expects the alert to fire, none expects it to be quiet, or none expects it to be quiet after it fires. An alert of severity `none` (a dead man's switch) need not be quiet.",
    example: {
      language: 'ts',
      bad: 'scenarios: []',
      good: `scenarios: [
  scenario('one request in ten fails', { given: […], expect: [quietAt('3m'), firesAt('12m', …), quietAt('30m')] }),
]`,
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      const { scenarios, severity } = alert.definition;
      const outcomes = scenarios.map(({ expect }) =>
        [...expect]
          .sort((a, b) => milliseconds(a.at) - milliseconds(b.at))
          .map(({ firing }) => firing.length > 0),
      );
      const place = placeOf(alertDefinition(alert));
      if (outcomes.flat().length === 0) {
        yield { place, message: 'the alert has no scenario with an expectation', remedy: ALL };
      } else if (!outcomes.flat().includes(true)) {
        yield {
          place,
          message: 'no scenario expects the alert to fire',
          remedy: "Add one with firesAt('10m', …)",
        };
      } else if (severity === 'none') {
        // A dead man's switch always fires.
      } else if (!outcomes.flat().includes(false)) {
        yield {
          place,
          message: 'no scenario expects the alert to be quiet',
          remedy: "Add one with quietAt('10m')",
        };
      } else if (
        !outcomes.some((fires) => fires.includes(true) && fires.lastIndexOf(false) > fires.indexOf(true))
      ) {
        yield {
          place,
          message: 'no scenario expects the alert to resolve',
          remedy: "Add one with firesAt('10m', …) and, after the problem ends, quietAt('20m')",
        };
      }
    }
  },
});

const ALL = 'Set boundaryTests, or write scenarios in which the alert fires, stays quiet and resolves';
