import { expect, test } from 'vitest';
import { analyse } from '../../promql/parse/index.ts';
import { mutantsOf } from '../mutate/mutant.ts';
import { loadSuite } from '../suite/load.ts';
import { writeFiles } from '../testing/suite-files.ts';
import { remedyFor } from './remedy.ts';

/** What to add for every mutant of an expression, if the test has one series. */
async function remedies(expression: string, series: string): Promise<string[]> {
  const rules = JSON.stringify({ groups: [{ name: 'g', rules: [{ alert: 'A', expr: expression }] }] });
  const tests = JSON.stringify({
    rule_files: ['rules.yaml'],
    tests: [
      {
        name: 'it fires',
        input_series: [{ series, values: '10x10' }],
        alert_rule_test: [{ eval_time: '5m', alertname: 'A', exp_alerts: [{}] }],
      },
    ],
  });
  const suite = loadSuite(await writeFiles({ 'rules.yaml': rules, 'a.test.yaml': tests }));
  const ruleTests = suite.testFiles.flatMap((file) => file.tests);
  return suite.rules.flatMap((rule) => (mutantsOf(rule) ?? []).map((mutant) => remedyFor(mutant, ruleTests)));
}

test.each<[expression: string, series: string, instead: string]>([
  ['up{job="a"} == 0', 'up{job="a"}', 'up{job="other"}'],
  [
    '{"http.server.duration", "service.name"="a"} > 5',
    '{"http.server.duration","service.name"="a"}',
    '{"http.server.duration", "service.name"="other"}',
  ],
  ['{"a b", job=~"x|y"} > 5', '{"a b", job="x"}', '{"a b", job="other"}'],
  ['up{"service.name"="a"} == 0', 'up{"service.name"="a"}', 'up{"service.name"="other"}'],
  ['{"지연", "이름"="a"} > 5', '{"지연", "이름"="a"}', '{"지연", "이름"="other"}'],
])('the series that would kill a mutant of %s is valid PromQL', async (expression, series, instead) => {
  const written = (await remedies(expression, series)).flatMap(
    (remedy) => /with\n(.*)\nin the place/.exec(remedy)?.[1] ?? [],
  );
  expect(written).toContain(instead);
  for (const each of written) expect(analyse(each).problems, each).toEqual([]);
});
