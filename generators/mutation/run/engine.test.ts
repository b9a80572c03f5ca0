import { expect, test } from 'vitest';
import { describeReleases } from '../../../tests/support/describe-releases.ts';
import { requireTool } from '../../../tests/support/tools.ts';
import { Workspace } from '../../promtool/workspace.ts';
import { type Mutant, mutantsOf } from '../mutate/mutant.ts';
import { loadSuite } from '../suite/load.ts';
import { type Rule, rulesOf, type Suite, type TestFile } from '../suite/model.ts';
import { writeFiles } from '../testing/suite-files.ts';
import { tryMutants } from './engine.ts';
import { planFor } from './portion.ts';
import { tryAlone } from './trial.ts';

/** A chain of recorded series over two groups, two alerts with one name, and joins that some mutants break. */
const RULES = `
groups:
  - name: records
    rules:
      - {record: 'job:errors:rate5m', expr: 'sum by (job) (rate(errors_total{env="prod"}[5m]))'}
      - {record: 'job:requests:rate5m', expr: 'sum by (job) (rate(requests_total{env="prod"}[5m]))'}
      - {record: 'job:errors:ratio', expr: 'job:errors:rate5m / job:requests:rate5m', labels: {window: 5m}}
  - name: alerts
    rules:
      - alert: Errors
        expr: job:errors:ratio > 0.1
        for: 2m
        labels: {severity: warning}
        annotations: {share: '{{ $value | humanizePercentage }}'}
      - alert: Errors
        expr: job:errors:ratio > 0.5
        labels: {severity: critical}
      - alert: Owned
        expr: job:errors:ratio * on (job) group_left (team) owner{env="prod"} > 0.1
        labels: {severity: info}
`;

const TESTS = `
rule_files: [rules.yaml]
group_eval_order: [records, alerts]
tests:
  - name: one in five requests fails
    interval: 1m
    input_series: &series
      - {series: 'errors_total{env="prod", job="api"}', values: 0+12x20}
      - {series: 'requests_total{env="prod", job="api"}', values: 0+60x20}
      - {series: 'requests_total{env="test", job="api"}', values: 0+60x20}
      - {series: 'owner{env="prod", job="api", team="web"}', values: 1x20}
      - {series: 'owner{env="test", job="api", team="qa"}', values: 1x20}
    alert_rule_test:
      - {eval_time: 2m, alertname: Errors}
      - eval_time: 10m
        alertname: Errors
        exp_alerts:
          - {exp_labels: {job: api, severity: warning, window: 5m}, exp_annotations: {share: 20%}}
      - eval_time: 10m
        alertname: Owned
        exp_alerts: [{exp_labels: {job: api, severity: info, team: web, window: 5m}}]
    promql_expr_test:
      - expr: job:errors:ratio
        eval_time: 10m
        exp_samples: [{labels: 'job:errors:ratio{job="api", window="5m"}', value: 0.2}]
  - name: every request fails
    interval: 1m
    input_series:
      - {series: 'errors_total{env="prod", job="api"}', values: 0+60x20}
      - {series: 'requests_total{env="prod", job="api"}', values: 0+60x20}
    alert_rule_test:
      - eval_time: 10m
        alertname: Errors
        exp_alerts:
          - {exp_labels: {job: api, severity: warning, window: 5m}, exp_annotations: {share: 100%}}
          - {exp_labels: {job: api, severity: critical, window: 5m}}
`;

/** A reader of what Prometheus writes about alerts, which would see copies of alerts. */
const ALERTS_READER = `
      - {alert: Inhibitor, expr: 'count by (severity) (ALERTS{alertstate="firing", severity!="none"}) > 1', labels: {severity: none}}
`;
const READER_CHECK = `
      - eval_time: 10m
        alertname: Inhibitor
`;
const OPEN_CHECK = `
    promql_expr_test:
      - {expr: 'count({job="api"})', eval_time: 10m, exp_samples: [{labels: '{}', value: 12}]}
`;

const mutantsIn = (rules: readonly Rule[]) =>
  rules.flatMap((rule): readonly Mutant[] => mutantsOf(rule) ?? []);

const outcomesOf = async (rules: readonly Rule[], suite: Suite, promtool: string) => {
  const subjects = rules.map((rule) => ({ rule, mutants: mutantsOf(rule) }));
  const result = await tryMutants(subjects, suite, { promtool, jobs: 2 });
  return result.rules.flatMap(({ outcomes }) =>
    outcomes.map(({ mutant, outcome }) => `${mutant.rule.name} ${mutant.id} ${outcome}`),
  );
};

/** Each mutant in place of its rule, with all other rules and all tests. */
async function oneByOne(
  mutants: readonly Mutant[],
  files: readonly TestFile[],
  promtool: string,
): Promise<string[]> {
  const workspace = new Workspace();
  try {
    const runner = { workspace, promtool, limit: 20_000 };
    const killed = new Set<Mutant>();
    for (const file of files) {
      const all = new Set(rulesOf(file.rules));
      const portion = { file, tests: file.tests, checked: all, needed: all, isPointed: true };
      for (const [mutant, verdict] of await tryAlone(runner, portion, mutants)) {
        if (verdict !== 'survived') killed.add(mutant);
      }
    }
    return mutants.map(
      (mutant) => `${mutant.rule.name} ${mutant.id} ${killed.has(mutant) ? 'killed' : 'survived'}`,
    );
  } finally {
    workspace.close();
  }
}

/** What each mutant of a suite meets alone, which is the same in every version of promtool. */
const alone = new Map<string, Promise<string[]>>();

await describeReleases(['promtool'], (release) => {
  test.each<[suite: string, rules: string, tests: string]>([
    ['alerts of one name over recorded series', RULES, TESTS],
    ['an alert that reads other alerts', RULES + ALERTS_READER, TESTS + READER_CHECK],
    [
      'a check that reads whatever there is',
      RULES,
      TESTS.slice(0, TESTS.indexOf('\n    promql_expr_test')) + OPEN_CHECK,
    ],
  ])('mutants of %s meet side by side the outcome that each meets alone', async (name, rules, tests) => {
    const promtool = await requireTool('promtool', { release });
    const suite = loadSuite(await writeFiles({ 'rules.yaml': rules, 'rules.test.yaml': tests }));

    const together = await outcomesOf(suite.rules, suite, promtool);

    // The oldest names its files, so one process of it tries all of them.
    const oldest = await requireTool('promtool', { release: 'oldest' });
    const outcomes = alone.get(name) ?? oneByOne(mutantsIn(suite.rules), suite.testFiles, oldest);
    alone.set(name, outcomes);

    expect(together).toEqual(await outcomes);
    expect(together.filter((line) => line.endsWith('survived')).length).toBeGreaterThan(3);
    expect(together.filter((line) => line.endsWith('killed')).length).toBeGreaterThan(10);
  });
});

test('mutants are tried together unless something could see the others', async () => {
  const plans = async (rules: string, tests: string) => {
    const suite = loadSuite(await writeFiles({ 'rules.yaml': rules, 'rules.test.yaml': tests }));
    const [first] = suite.rules;
    const plan = first === undefined ? undefined : planFor(first, suite.testFiles);
    return { together: plan?.together.flat().length ?? 0, alone: plan?.alone.length ?? 0 };
  };

  expect((await plans(RULES, TESTS)).alone).toBe(0);
  expect((await plans(RULES + ALERTS_READER, TESTS + READER_CHECK)).together).toBeGreaterThan(0);
  expect((await plans(RULES + ALERTS_READER, TESTS + READER_CHECK)).alone).toBeGreaterThan(0);
  expect(
    (await plans(`${RULES}      - {record: all, expr: 'count({job="api"})'}\n`, TESTS)).together,
  ).toBeGreaterThan(0);
});
