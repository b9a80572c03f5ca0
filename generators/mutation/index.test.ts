import { expect, test } from 'vitest';
import { requireTool } from '../../tests/support/tools.ts';
import { mutationScore } from './index.ts';
import { type Summary, scoreOf } from './report/summary.ts';
import { RULES, STRONG_TESTS, writeFiles } from './testing/suite-files.ts';

async function score(
  rules: string,
  tests: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Summary> {
  const promtool = await requireTool('promtool');
  const [rulesFile = '', testFile = ''] = await writeFiles({
    'rules.yaml': rules,
    'rules.test.yaml': tests,
    ...more,
  });
  return mutationScore({ files: [rulesFile, testFile], promtool, jobs: 2 });
}

const changes = ({ survivors }: Summary) =>
  survivors.map(({ mutant }) => `${mutant.before} -> ${mutant.after}`);

test('strong tests kill every mutant', async () => {
  const summary = await score(RULES, STRONG_TESTS);

  expect(changes(summary)).toEqual([]);
  expect(scoreOf(summary)).toBe(1);
  expect(summary.mutants).toBeGreaterThan(12);
  expect(summary.findings).toEqual([]);
});

const without = (line: RegExp) => (tests: string) =>
  tests
    .split('\n')
    .filter((text) => !line.test(text))
    .join('\n');

test.each<[weakness: string, weaken: (tests: string) => string, survivors: string[]]>([
  [
    'a series of another job is missing',
    without(/job="other"/),
    ['queue_length{job="broker", queue!="dead"} -> queue_length{queue!="dead"}'],
  ],
  ['no value is at the threshold', (tests) => tests.replace('100x20', '50x20'), ['> 100 -> >= 100']],
  [
    'no value is just below the threshold',
    (tests) => tests.replace('100x20', '50x20').replaceAll('95x20', '50x20'),
    ['> 100 -> > 90', '> 100 -> >= 100', 'max by (queue) -> sum by (queue)'],
  ],
  ['no value is just above the threshold', (tests) => tests.replace('105x20', '500x20'), ['> 100 -> > 110']],
  [
    'no group has two series',
    without(/pod="b"/),
    ['max by (queue) -> min by (queue)', 'max by (queue) -> sum by (queue)'],
  ],
  [
    'nothing is evaluated before the hold is over',
    (tests) => tests.replace('3m', '0s'),
    ['for: 4m -> for: 2m'],
  ],
  [
    'nothing is evaluated soon after the hold is over',
    (tests) => tests.replace('5m', '15m'),
    ['for: 4m -> for: 8m'],
  ],
])('where %s the mutants that live say so', async (_, weaken, survivors) => {
  const summary = await score(RULES, weaken(STRONG_TESTS));

  expect(scoreOf(summary)).toBeLessThan(1);
  expect(changes(summary).sort()).toEqual([...survivors].sort());
});

test('a rule that no test covers has no killed mutants and one finding', async () => {
  const summary = await score(
    `${RULES}      - {alert: Unseen, expr: up == 0, labels: {severity: page}}\n`,
    STRONG_TESTS,
  );

  expect(summary.rules.map(({ rule, killed }) => [rule.name, killed > 0])).toEqual([
    ['QueueLong', true],
    ['Unseen', false],
  ]);
  expect(summary.findings.map(({ code }) => code)).toEqual(['mutation/untested']);
});

test('a PrometheusRule is read as the groups in it', async () => {
  const groups = RULES.replaceAll('\n', '\n  ');
  const object = `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:${groups}\n`;

  const summary = await score(object, STRONG_TESTS.replace('rules.yaml', 'extracted-elsewhere.yaml'));

  expect(scoreOf(summary)).toBe(1);
});

test('a ConfigMap is read as the rules files in it', async () => {
  const data = RULES.replaceAll('\n', '\n    ');
  const object = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  queue.yaml: |${data}\n`;

  const summary = await score(object, STRONG_TESTS.replace('rules.yaml', 'extracted-elsewhere.yaml'));

  expect(scoreOf(summary)).toBe(1);
});

test('the remedy names the missing series', async () => {
  const summary = await score(RULES, STRONG_TESTS.replace(/^.*job="other".*\n/m, ''));

  expect(summary.survivors[0]?.remedy).toBe(
    [
      'Copy the test "it is just too long" with',
      'queue_length{job="other", queue="in", pod="a"}',
      'in the place of',
      'queue_length{job="broker", queue="in", pod="a"}',
      'and expect what holds without that series.',
    ].join('\n'),
  );
});

const WITHOUT_BOUNDARY = STRONG_TESTS.replace('100x20', '50x20');

test('a mutant that is declared equivalent is counted separately, with its reason', async () => {
  const summary = await score(RULES, WITHOUT_BOUNDARY, {
    'mutants.yaml': '- {rule: QueueLong, mutant: "> 100 -> >= 100", reason: the queue never has 100}\n',
  });

  expect(summary).toMatchObject({ survived: 0, equivalent: 1, findings: [] });
  expect(summary.equivalents[0]?.reason).toBe('the queue never has 100');
  expect(scoreOf(summary)).toBe(1);
});

test('a mutant can be declared by its id', async () => {
  const id = (await score(RULES, WITHOUT_BOUNDARY)).survivors[0]?.mutant.id;

  const summary = await score(RULES, WITHOUT_BOUNDARY, {
    'mutants.yaml': `- {rule: QueueLong, mutant: ${id}, reason: never}\n`,
  });

  expect(summary).toMatchObject({ survived: 0, equivalent: 1 });
});

test('a declaration of a mutant that a test kills is a finding', async () => {
  const summary = await score(RULES, STRONG_TESTS, {
    'mutants.yaml': '- {rule: QueueLong, mutant: "> 100 -> >= 100", reason: the queue never has 100}\n',
  });

  expect(summary.findings.map(({ code, place }) => [code, place.line])).toEqual([
    ['mutation/killed-equivalent', 1],
  ]);
});

test.each<[problem: string, declarations: string, code: string]>([
  ['names no mutant', '- {rule: QueueLong, mutant: "> 5 -> > 6", reason: x}', 'mutation/unknown-equivalent'],
  ['names no rule', '- {rule: Nothing, mutant: "> 5 -> > 6", reason: x}', 'mutation/unknown-equivalent'],
  ['gives no reason', '- {rule: QueueLong, mutant: "> 100 -> >= 100"}', 'mutation/declaration'],
  [
    'has a key that means nothing',
    '- {rule: QueueLong, mutants: x, mutant: y, reason: z}',
    'mutation/declaration',
  ],
  ['is no list', 'rule: QueueLong', 'mutation/declaration'],
])('a declaration that %s is refused', async (_, declarations, code) => {
  await expect(score(RULES, STRONG_TESTS, { 'mutants.yaml': declarations })).rejects.toMatchObject({
    diagnostics: [{ code }],
  });
});

test('an empty file of declarations declares nothing', async () => {
  expect(scoreOf(await score(RULES, STRONG_TESTS, { 'mutants.yaml': '# none\n' }))).toBe(1);
});

test("tests that fail before any mutation are rejected with promtool's message", async () => {
  const broken = RULES.replace('> 100', '> 1000');

  await expect(score(broken, STRONG_TESTS)).rejects.toMatchObject({
    diagnostics: [
      { code: 'mutation/red-base', message: expect.stringMatching(/alertname: QueueLong, time: 5m/) },
    ],
  });
});

test('names that are not plain are quoted as PromQL requires', async () => {
  const rules = await writeFiles({
    'rules.yaml': `groups:
  - name: g
    rules:
      - record: http.rate
        expr: 'sum by ("service.name") (rate({"http.requests", "service.name"=~"a|b"}[5m]))'
      - alert: Fast
        expr: '{"http.rate", "service.name"!="b"} > 0.5'
`,
    'a.test.yaml': `rule_files: [rules.yaml]
tests:
  - interval: 1m
    input_series: [{series: '{"http.requests", "service.name"="a"}', values: 0+60x20}]
    promql_expr_test:
      - expr: '{"http.rate"}'
        eval_time: 10m
        exp_samples: [{labels: '{"http.rate", "service.name"="a"}', value: 1}]
    alert_rule_test:
      - {eval_time: 10m, alertname: Fast, exp_alerts: [{exp_labels: {service.name: a}}]}
`,
  });
  const promtool = await requireTool('promtool', { release: 'newest' });

  const { survivors, killed } = await mutationScore({ files: rules, promtool, jobs: 2 });

  expect(killed).toBeGreaterThan(5);
  expect(survivors.map(({ remedy }) => remedy).join('\n')).toContain(
    'with\n{"http.requests", "service.name"="other"}\nin the place of',
  );
});
