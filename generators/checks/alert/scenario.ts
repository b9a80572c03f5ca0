import { milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const scenario = defineCheck({
  code: 'alert/scenario',
  severity: 'error',
  title: 'Every alert has scenarios in which it fires, stays quiet and recovers',
  reason:
    'An alert that was never seen to fire may never do so, and one that was never seen quiet or to end may never stop',
  page: {
    details: `No scenario of the alert expects it to fire, none expects it to be quiet, or in none it is quiet after it has fired. An alert of severity
\`none\` (a dead man's switch) need not be quiet.`,
    impact:
      'An alert that was never seen to fire may never do so, and one that was never seen quiet or to end may never stop.',
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
      const stories = scenarios.map(({ expect }) =>
        [...expect]
          .sort((a, b) => milliseconds(a.at) - milliseconds(b.at))
          .map(({ firing }) => firing.length > 0),
      );
      const place = placeOf(alertDefinition(alert));
      if (stories.flat().length === 0) {
        yield { place, message: 'the alert has no scenario that expects something', remedy: ALL };
      } else if (!stories.flat().includes(true)) {
        yield {
          place,
          message: 'the alert fires in none of its scenarios',
          remedy: "Add one with firesAt('10m', …)",
        };
      } else if (severity === 'none') {
        // A dead man's switch always fires: that is what it is for.
      } else if (!stories.flat().includes(false)) {
        yield {
          place,
          message: 'the alert is quiet in none of its scenarios',
          remedy: "Add one with quietAt('10m')",
        };
      } else if (
        !stories.some((fires) => fires.includes(true) && fires.lastIndexOf(false) > fires.indexOf(true))
      ) {
        yield {
          place,
          message: 'the alert recovers in none of its scenarios',
          remedy: "Add one with firesAt('10m', …) and, after what is wrong has ended, quietAt('20m')",
        };
      }
    }
  },
});

const ALL = 'Give the alert a boundaryTests, or write scenarios in which it fires, stays quiet and recovers';
