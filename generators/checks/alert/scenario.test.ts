import { describe, expect, it } from 'vitest';
import type { AlertSeverity } from '../../define/rules.ts';
import { type Expectation, firesAt, quietAt, scenario as testCase } from '../../define/scenario.ts';
import { messages } from '../testing/findings.ts';
import { alertOf } from '../testing/service.ts';
import { scenario } from './scenario.ts';

const fires = firesAt('10m', { labels: {}, value: 0 });
const findings = (severity: AlertSeverity, ...outcomes: readonly (readonly Expectation[])[]) =>
  messages(scenario, {
    rules: [
      alertOf({
        severity,
        scenarios: outcomes.map((expect) => testCase('it happens', { given: [], expect })),
      }),
    ],
  });
const said = (severity: AlertSeverity, ...expect: readonly Expectation[]) =>
  findings(severity, ...expect.map((one) => [one]));

describe('alert/scenario', () => {
  it('requires a scenario that fires, one that stays quiet and one that recovers', () => {
    expect(said('critical')).toEqual(['the alert has no scenario with an expectation']);
    expect(said('critical', quietAt('1m'))).toEqual(['no scenario expects the alert to fire']);
    expect(said('critical', fires)).toEqual(['no scenario expects the alert to be quiet']);
    expect(said('critical', fires, quietAt('20m'))).toEqual(['no scenario expects the alert to resolve']);
    expect(findings('critical', [quietAt('1m'), fires])).toEqual([
      'no scenario expects the alert to resolve',
    ]);
    expect(findings('critical', [fires, quietAt('20m')])).toEqual([]);
  });

  it('uses the time of the expectations, not their order in the text', () => {
    expect(findings('critical', [quietAt('20m'), fires])).toEqual([]);
  });

  it("accepts a dead man's switch, which always fires", () => {
    expect(said('none', fires)).toEqual([]);
  });
});
