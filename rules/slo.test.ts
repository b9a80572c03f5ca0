import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  budgetRemaining,
  type Dashboard,
  type Duration,
  type ObjectiveSeries,
  ruleContext,
  ruleScope,
  type ServiceConfig,
} from 'observability-as-code';
import { jobsOf } from 'observability-as-code/contract';
import { objectivePanels, objectiveRules, traffic } from 'observability-as-code/mixins/objectives';
import { type InstantVector, select, textOf } from 'observability-as-code/promql';
import type { GivenSeries } from 'observability-as-code/testing';
import { describe, expect, it } from 'vitest';
import { yamlFile } from '../generators/base/yaml.ts';
import { compileGroups } from '../generators/compile/rules.ts';
import { loadConfiguration } from '../generators/config/load.ts';
import { groupModels } from '../generators/render/prometheus/rules-file.ts';
import { seriesNotation } from '../generators/render/prometheus/series-notation.ts';
import { ruleTests } from '../generators/render/prometheus/tests-file.ts';
import { contract } from '../metrics/index.ts';
import project from '../observability.ts';
import { objectives } from '../signals/slo.ts';
import { run } from '../tests/support/run.ts';
import { temporaryDirectory } from '../tests/support/temporary-directory.ts';
import { describeReleases, requireTool } from '../tests/support/tools.ts';

type SloThreshold = keyof Parameters<typeof objectives>[0];

interface Settings {
  readonly retention: Duration;
  readonly thresholds: Readonly<Record<SloThreshold, number>>;
}

const DEFAULTS: Settings = {
  retention: '10d',
  thresholds: { sloAvailabilityTarget: 0.995, sloLatencyTarget: 0.99, sloMinimumRequests: 100 },
};

function configWith({ retention, thresholds }: Settings): ServiceConfig<SloThreshold> {
  const text = `app: observer
namespace: observer-prod
prometheus: { retention: ${retention} }
grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
`;
  const [config] = loadConfiguration({
    file: 'observability.yaml',
    text,
    declaration: { thresholds: {}, jobs: jobsOf(contract), extensions: {} },
  }).services;
  if (config === undefined) throw new Error('the configuration above has no service');
  return { ...config, thresholds };
}

function groupOf(config: ServiceConfig<SloThreshold>) {
  const all = objectives(config.thresholds);
  const dashboard: Dashboard = {
    key: 'slo',
    description: { ko: '', en: '' },
    rows: [{ key: 'slo', title: 'SLO', panels: objectivePanels(all) }],
    variables: [],
    annotations: [],
  };
  const context = ruleContext('Observer', config, ruleScope(config));
  return compileGroups(config, dashboard, [objectiveRules(context, Object.values(all))]);
}

const RULES_FILE = 'observer-slo.rules.yaml';

const config = configWith(DEFAULTS);
const scope = ruleScope(config);
const { availability, latency } = objectives(DEFAULTS.thresholds);
const ON_LABELS = '{job="observer", namespace="observer-prod"}';

/** What a query gives, in thousandths, since promtool compares every digit; nothing where it is empty. */
function thousandths(query: InstantVector, at: Duration, value?: number): object {
  return {
    expr: `round((${textOf(query)}) * 1000)`,
    eval_time: at,
    exp_samples: value === undefined ? [] : [{ labels: ON_LABELS, value }],
  };
}

/** NaN is the only number that differs from itself. */
function nothingIsNaN(series: ObjectiveSeries, at: Duration): readonly object[] {
  return series.metrics.map(({ name }) => ({ expr: `${name} != ${name}`, eval_time: at, exp_samples: [] }));
}

function story(given: readonly GivenSeries[], expected: readonly object[]): object {
  return {
    rule_files: [RULES_FILE],
    evaluation_interval: '5m',
    tests: [
      {
        interval: '1m',
        input_series: given.map(({ series, labels, segments }) => {
          const all = { namespace: 'observer-prod', job: 'observer', ...labels };
          const text = Object.entries(all).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
          return { series: `${series.name}{${text.join(', ')}}`, values: seriesNotation(segments) };
        }),
        promql_expr_test: expected,
      },
    ],
  };
}

const phase = (length: Duration, perMinute: number, errorRatio: number) => ({
  length,
  perMinute,
  errorRatio,
});

await describeReleases(['promtool'], (release) => {
  /** What promtool says of these files, next to the rules of the configuration; empty if it is satisfied. */
  async function promtool(config: ServiceConfig<SloThreshold>, tests: Readonly<Record<string, object>>) {
    const directory = await temporaryDirectory();
    const command = await requireTool('promtool', { release });
    await writeFile(path.join(directory, RULES_FILE), yamlFile({ groups: groupModels(groupOf(config)) }));
    for (const [name, content] of Object.entries(tests)) {
      await writeFile(path.join(directory, name), yamlFile(content));
    }
    const { code, stdout, stderr } = await run(command, ['test', 'rules', ...Object.keys(tests)], {
      cwd: directory,
    });
    return code === 0 ? '' : stdout + stderr;
  }

  describe('the alerts of the error budgets', () => {
    it('do what their scenarios tell, over a month, and with other targets', {
      timeout: 300_000,
    }, async () => {
      const other = configWith({
        retention: '40d',
        thresholds: { sloAvailabilityTarget: 0.9995, sloLatencyTarget: 0.94, sloMinimumRequests: 3000 },
      });
      const files = ruleTests(project, other, groupOf(other));
      expect(
        await promtool(other, Object.fromEntries(files.map(({ name, content }) => [name, content]))),
      ).toBe('');
    });
  });

  describe.each([
    ['availability', availability],
    ['latency', latency],
  ] as const)('the budget of %s', (_, objective) => {
    const { series } = objective;
    const ratio = (window: keyof ObjectiveSeries['errorRatio']) => select(scope, series.errorRatio[window]);
    const budget = budgetRemaining(objective).query(scope);
    const left = (errorRatio: number) => Math.round((1 - errorRatio / (1 - objective.target)) * 1000);

    it('is a number after an idle night, and nothing is NaN', async () => {
      const given = traffic(objective, config, [
        phase('2h', 60, 0.002),
        phase('8h', 0, 0),
        phase('1h', 60, 0.002),
      ]);
      expect(
        await promtool(config, {
          'test.yaml': story(given, [
            thousandths(budget, '570m', left(0.002)),
            thousandths(ratio('1d'), '570m', 2),
            thousandths(ratio('6h'), '570m'),
            thousandths(ratio('5m'), '570m'),
            ...nothingIsNaN(series, '570m'),
            thousandths(budget, '650m', left(0.002)),
            thousandths(ratio('5m'), '650m', 2),
            ...nothingIsNaN(series, '650m'),
          ]),
        }),
      ).toBe('');
    });

    it('is whole, and every ratio 0, while nothing ever failed', async () => {
      const never = traffic(objective, config, [phase('3h', 60, 0)]).filter(
        ({ labels }) => labels.status !== '500',
      );
      const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
      expect(
        await promtool(config, {
          'test.yaml': story(never, [
            ...windows.map((window) => thousandths(ratio(window), '2h', 0)),
            thousandths(budget, '2h', 1000),
          ]),
        }),
      ).toBe('');
    });

    it('weighs each hour by its traffic', async () => {
      // An average of ratios would be 0.05.
      const given = traffic(objective, config, [phase('2h', 99, 0), phase('2h', 1, 0.1)]);
      expect(
        await promtool(config, { 'test.yaml': story(given, [thousandths(ratio('1d'), '235m', 1)]) }),
      ).toBe('');
    });

    it('does not exist without any request', async () => {
      expect(
        await promtool(config, {
          'test.yaml': story(traffic(objective, config, [phase('2h', 0, 0)]), [
            thousandths(budget, '1h'),
            ...nothingIsNaN(series, '1h'),
          ]),
        }),
      ).toBe('');
    });
  });

  describe('the objective of latency', () => {
    it('takes every request for slow where the bucket is missing', async () => {
      const withoutBucket = traffic(latency, config, [phase('2h', 60, 0)]).filter(
        ({ labels }) => labels.le === undefined,
      );
      expect(
        await promtool(config, {
          'test.yaml': story(withoutBucket, [
            thousandths(select(scope, latency.series.errorRatio['1h']), '90m', 1000),
          ]),
        }),
      ).toBe('');
    });
  });
});
