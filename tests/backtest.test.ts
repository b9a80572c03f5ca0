import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { backtest } from '../generators/diff/backtest.ts';
import { readSnapshot } from '../generators/diff/index.ts';
import { PrometheusClient } from '../generators/prometheus/client.ts';
import { describeReleases } from './support/describe-releases.ts';
import { startPrometheus } from './support/prometheus.ts';
import { run } from './support/run.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { requireTool } from './support/tools.ts';

// What the backtest says of a day is held against what the rules do over the same samples in promtool, which has the rule
// manager of Prometheus.

const MINUTE = 60_000;
const MINUTES = 24 * 60;
/** Whole hours ago, so that evaluations of both fall on samples. */
const START = Math.floor(Date.now() / 3_600_000) * 3_600_000 - MINUTES * MINUTE;

/** Ten rules: every way in which time matters. */
const RULES: readonly Readonly<Record<string, unknown>>[] = [
  { alert: 'AtOnce', expr: 'load > 0.8' },
  { alert: 'After5Minutes', expr: 'load > 0.7', for: '5m' },
  { alert: 'After15Minutes', expr: 'load > 0.5', for: '15m' },
  { alert: 'Kept', expr: 'load > 0.9', keep_firing_for: '10m' },
  { alert: 'AfterAndKept', expr: 'load > 0.6', for: '3m', keep_firing_for: '7m' },
  { alert: 'Rate', expr: 'rate(errors_total[5m]) > 0.02', for: '2m' },
  { alert: 'Ratio', expr: 'sum(rate(errors_total[10m])) / sum(rate(requests_total[10m])) > 0.03', for: '1m' },
  { alert: 'Gone', expr: 'absent(load{pod="a"})', for: '1m' },
  { alert: 'Quiet', expr: 'load > 2' },
  { alert: 'Always', expr: 'vector(1)', for: '1m' },
];

/** Numbers between 0 and 1 that are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

/** A sample each minute, or none. */
function makeSeries(): ReadonlyMap<string, readonly (number | undefined)[]> {
  const series = new Map<string, readonly (number | undefined)[]>();
  for (const [index, pod] of ['a', 'b', 'c'].entries()) {
    const random = numbers(index + 1);
    let load = 0.5;
    let errors = 0;
    let requests = 0;
    const all = { load: [], errors: [], requests: [] } as Record<string, (number | undefined)[]>;
    for (let minute = 0; minute < MINUTES; minute += 1) {
      load = Math.min(1, Math.max(0, load + (random.next().value - 0.5) * 0.3));
      // A pod restarts once: its counters start from zero.
      if (minute === 700 + index) [errors, requests] = [0, 0];
      requests += Math.round(random.next().value * 100);
      errors += random.next().value > 0.6 ? Math.round(random.next().value * 6) : 0;
      const isGone = minute % 400 > 380;
      all.load?.push(isGone ? undefined : Number(load.toFixed(3)));
      all.errors?.push(isGone ? undefined : errors);
      all.requests?.push(isGone ? undefined : requests);
    }
    series.set(`load{pod="${pod}"}`, all.load ?? []);
    series.set(`errors_total{pod="${pod}"}`, all.errors ?? []);
    series.set(`requests_total{pod="${pod}"}`, all.requests ?? []);
  }
  return series;
}

const SERIES = makeSeries();

function openMetrics(): string {
  const lines = ['load', 'errors_total', 'requests_total'].flatMap((metric) => [
    `# TYPE ${metric.replace(/_total$/, '')} ${metric.endsWith('_total') ? 'counter' : 'gauge'}`,
    ...[...SERIES].flatMap(([name, values]) =>
      values.flatMap((value, minute) =>
        value === undefined || !name.startsWith(`${metric}{`)
          ? []
          : [`${name} ${value} ${(START + minute * MINUTE) / 1000}`],
      ),
    ),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

const rulesFile = (rules: readonly object[]) => dump({ groups: [{ name: 'day', interval: '1m', rules }] });

await describeReleases(['promtool', 'prometheus'], (release) => {
  test('a backtest agrees with the rules themselves, to the evaluation', async () => {
    const server = await startPrometheus({ release, history: openMetrics() });
    const after = readSnapshot(new Map([['rules.yaml', rulesFile(RULES)]]));
    const period = { from: START, to: START + (MINUTES - 1) * MINUTE };

    const results = await backtest(readSnapshot(new Map()), after, new PrometheusClient(server.url), period);

    expect(results.map(({ alert, before }) => [alert, before])).toEqual(
      RULES.map(({ alert }) => [alert, undefined]),
    );
    const fired = results.flatMap(({ alert, after }) =>
      (after?.series ?? []).map((one) => ({ alert, ...one })),
    );
    expect(fired.flatMap(({ episodes }) => episodes).length).toBeGreaterThan(50);
    expect(new Set(fired.map(({ alert }) => alert)).size).toBe(RULES.length - 1);
    const minuteOf = (at: number) => (at - START) / MINUTE;
    /** Present at both ends of each episode, absent beside them, and as often in all. */
    const expectations = fired.flatMap(({ alert, labels, episodes }) => {
      const matchers = Object.entries({ alertname: alert, alertstate: 'firing', ...labels });
      const name = `{${matchers.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
      const at = (minute: number, isFiring: boolean) => ({
        expr: `count(ALERTS${name})`,
        eval_time: `${minute}m`,
        exp_samples: isFiring ? [{ labels: '{}', value: 1 }] : [],
      });
      const total = episodes.reduce((sum, { evaluations }) => sum + evaluations, 0);
      return [
        {
          expr: `sum(count_over_time(ALERTS${name}[1d]))`,
          eval_time: `${MINUTES - 1}m`,
          exp_samples: [{ labels: '{}', value: total }],
        },
        ...episodes.flatMap(({ from, to }) => [
          ...(minuteOf(from) > 0 ? [at(minuteOf(from) - 1, false)] : []),
          at(minuteOf(from), true),
          at(minuteOf(to), true),
          ...(minuteOf(to) < MINUTES - 1 ? [at(minuteOf(to) + 1, false)] : []),
        ]),
      ];
    });
    const quiet = {
      expr: 'count(count_over_time(ALERTS{alertname="Quiet"}[1d]))',
      eval_time: `${MINUTES - 1}m`,
      exp_samples: [],
    };
    const series = [...SERIES].map(([name, values]) => ({
      series: name,
      values: values.map((value) => value ?? '_').join(' '),
    }));
    const directory = await temporaryDirectory();
    await writeFile(path.join(directory, 'rules.yaml'), rulesFile(RULES));
    await writeFile(
      path.join(directory, 'test.yaml'),
      JSON.stringify({
        rule_files: ['rules.yaml'],
        evaluation_interval: '1m',
        tests: [{ interval: '1m', input_series: series, promql_expr_test: [...expectations, quiet] }],
      }),
    );
    const promtool = await requireTool('promtool', { release });

    const { code, stdout, stderr } = await run(promtool, ['test', 'rules', 'test.yaml'], { cwd: directory });

    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  });
});

test('a backtest says for each alert what is unknown, and why', async () => {
  const server = await startPrometheus({ history: openMetrics() });
  const recorded = (window: string) => [
    { record: 'pod:errors:rate', expr: `rate(errors_total[${window}])` },
    { alert: 'Recorded', expr: 'pod:errors:rate > 1' },
    { alert: 'Missing', expr: window === '5m' ? 'nowhere > 1' : 'nowhere > 2' },
    { alert: 'Same', expr: 'load > 0.8' },
    { alert: 'Sooner', expr: 'load > 0.8', for: window },
  ];
  const snapshotOf = (rules: readonly object[]) => readSnapshot(new Map([['rules.yaml', rulesFile(rules)]]));
  const period = { from: START, to: START + (MINUTES - 1) * MINUTE };

  const results = await backtest(
    snapshotOf(recorded('5m')),
    snapshotOf([...recorded('2m'), { alert: 'Broken', expr: 'sum(' }]),
    new PrometheusClient(server.url),
    period,
  );

  const unknown = results.map(({ alert, before, after }) => [alert, before?.unknown, after?.unknown]);
  expect(unknown).toEqual([
    ['Recorded', ...Array(2).fill('it reads pod:errors:rate, which the change records otherwise')],
    ['Missing', ...Array(2).fill('the server has no sample of nowhere in this time')],
    ['Sooner', undefined, undefined],
    ['Broken', undefined, expect.stringContaining('it is no query')],
  ]);
  const evaluations = (firing: (typeof results)[number]['after']) =>
    firing?.series.flatMap(({ episodes }) => episodes).reduce((sum, one) => sum + one.evaluations, 0) ?? 0;
  const sooner = results.find(({ alert }) => alert === 'Sooner');
  expect(evaluations(sooner?.after)).toBeGreaterThan(evaluations(sooner?.before));
});
