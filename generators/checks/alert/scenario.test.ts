import { describe, expect, it } from 'vitest';
import type { AlertSeverity } from '../../definitions/rules.ts';
import { type Expectation, firesAt, quietAt, scenario as story } from '../../definitions/scenario.ts';
import { messages } from '../testing/findings.ts';
import { alertOf } from '../testing/service.ts';
import { scenario } from './scenario.ts';

const fires = firesAt('10m', { labels: {}, value: 0 });
const said = (severity: AlertSeverity, ...expect: readonly Expectation[]) =>
  messages(scenario, {
    rules: [
      alertOf({
        severity,
        scenarios: expect.map((one) => story('it happens', { given: [], expect: [one] })),
      }),
    ],
  });

describe('alert/scenario', () => {
  it('asks for one that fires and one that stays quiet', () => {
    expect(said('critical')).toEqual(['the alert has no scenario that expects something']);
    expect(said('critical', quietAt('1m'))).toEqual(['the alert fires in none of its scenarios']);
    expect(said('critical', fires)).toEqual(['the alert is quiet in none of its scenarios']);
    expect(said('critical', fires, quietAt('1m'))).toEqual([]);
  });

  it("lets a dead man's switch fire always", () => {
    expect(said('none', fires)).toEqual([]);
  });
});
