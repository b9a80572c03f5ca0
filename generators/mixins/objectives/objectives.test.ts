import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeReleases } from 'test-support/describe-releases';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { requireTool } from 'test-support/tools';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../base/duration.ts';
import { yamlFile } from '../../base/yaml.ts';
import { compileService } from '../../compile/service.ts';
import { row } from '../../define/dashboard.ts';
import { budgetRemaining, type Objective, type ObjectiveSeries } from '../../define/objective/index.ts';
import type { GivenSeries } from '../../define/scenario.ts';
import { ruleScope } from '../../define/scope.ts';
import { type InstantVector, select, textOf } from '../../promql/index.ts';
import { rulesFiles } from '../../render/prometheus/rules-file.ts';
import { seriesNotation } from '../../render/prometheus/series-notation.ts';
import {
  availability,
  findingsIn,
  latency,
  requestDuration,
  requests,
  shopConfig,
  shopHttp,
  shopProject,
} from '../testing/shop.ts';
import { objectivePanels, objectiveRules, timedEvents, traffic } from './index.ts';

function projectWith(objectives: Readonly<Record<string, Objective>>) {
  const all = Object.values(objectives);
  return shopProject({
    metrics: [requests, requestDuration, ...all.flatMap(({ series }) => series.metrics)],
    thresholds: {},
    rows: [row('objectives', 'Objectives', objectivePanels(objectives))],
    rules: (context) => [objectiveRules(context, all)],
  });
}

const project = projectWith({ availability, latency });
const config = shopConfig(project);
const scope = ruleScope(config);

/** The result of a query in thousandths, because promtool compares every digit; no sample if it is empty. */
function thousandths(query: InstantVector, at: Duration, value?: number): object {
  return {
    expr: `round((${textOf(query)}) * 1000)`,
    eval_time: at,
    exp_samples: value === undefined ? [] : [{ labels: '{job="shop", namespace="shop-prod"}', value }],
  };
}

/** NaN is the only number that differs from itself. */
function nothingIsNaN(series: ObjectiveSeries, at: Duration): readonly object[] {
  return series.metrics.map(({ name }) => ({ expr: `${name} != ${name}`, eval_time: at, exp_samples: [] }));
}

const phase = (length: Duration, perMinute: number, errorRatio: number) => ({
  length,
  perMinute,
  errorRatio,
});

describe('the error budget alerts', () => {
  // The observer's are tried with both versions of promtool.
  it('pass their tests over a month, with different targets', { timeout: 300_000 }, async () => {
    const month = projectWith({
      availability: { ...availability, target: 0.9995, minimumEvents: 3000 },
      latency: { ...latency, target: 0.94 },
    });
    const config = shopConfig(month, 'prometheus: { retention: 40d }');
    expect(await findingsIn(month, config, await requireTool('promtool'))).toEqual([]);
  });
});

await describeReleases(['promtool'], (release) => {
  /** promtool's message about a test of the rules; empty if it passes. */
  async function promtool(given: readonly GivenSeries[], expected: readonly object[]): Promise<string> {
    const directory = await temporaryDirectory();
    const command = await requireTool('promtool', { release });
    const rules = rulesFiles(compileService(project, config).groups);
    for (const { name, content } of rules) await writeFile(path.join(directory, name), yamlFile(content));
    const test = {
      rule_files: rules.map(({ name }) => name),
      evaluation_interval: '5m',
      tests: [
        {
          interval: '1m',
          input_series: given.map(({ series, labels, segments }) => {
            const all = { namespace: 'shop-prod', job: 'shop', ...labels };
            const text = Object.entries(all).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
            return { series: `${series.name}{${text.join(', ')}}`, values: seriesNotation(segments) };
          }),
          promql_expr_test: expected,
        },
      ],
    };
    await writeFile(path.join(directory, 'test.yaml'), yamlFile(test));
    const { code, stdout, stderr } = await run(command, ['test', 'rules', 'test.yaml'], { cwd: directory });
    return code === 0 ? '' : stdout + stderr;
  }

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
        await promtool(given, [
          thousandths(budget, '570m', left(0.002)),
          thousandths(ratio('1d'), '570m', 2),
          thousandths(ratio('6h'), '570m'),
          thousandths(ratio('5m'), '570m'),
          ...nothingIsNaN(series, '570m'),
          thousandths(budget, '650m', left(0.002)),
          thousandths(ratio('5m'), '650m', 2),
          ...nothingIsNaN(series, '650m'),
        ]),
      ).toBe('');
    });

    it('is full, and every ratio 0, while nothing has failed', async () => {
      const never = traffic(objective, config, [phase('3h', 60, 0)]).filter(
        ({ labels }) => labels.code !== '500',
      );
      const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
      expect(
        await promtool(never, [
          ...windows.map((window) => thousandths(ratio(window), '2h', 0)),
          thousandths(budget, '2h', 1000),
        ]),
      ).toBe('');
    });

    it('weighs each hour by its traffic', async () => {
      // An average of ratios would be 0.05.
      const given = traffic(objective, config, [phase('2h', 99, 0), phase('2h', 1, 0.1)]);
      expect(await promtool(given, [thousandths(ratio('1d'), '235m', 1)])).toBe('');
    });

    it('does not exist without requests', async () => {
      expect(
        await promtool(traffic(objective, config, [phase('2h', 0, 0)]), [
          thousandths(budget, '1h'),
          ...nothingIsNaN(series, '1h'),
        ]),
      ).toBe('');
    });
  });

  describe('a latency objective', () => {
    it('counts every request as slow if the bucket is missing', async () => {
      const withoutBucket = traffic(latency, config, [phase('2h', 60, 0)]).filter(
        ({ labels }) => labels.le === undefined,
      );
      expect(
        await promtool(withoutBucket, [
          thousandths(select(scope, latency.series.errorRatio['1h']), '90m', 1000),
        ]),
      ).toBe('');
    });
  });
});

describe('a latency indicator', () => {
  it('reads an integer bound in the formats of Prometheus 2 and 3', () => {
    expect(textOf(shopHttp.answeredWithin(1).counted.rate(scope))).toContain(String.raw`le=~"1(\\.0)?"`);
    expect(textOf(shopHttp.answeredWithin(0.5).counted.rate(scope))).toContain('le="0.5"');
  });

  it('rejects a time that is not a bound of the histogram, and lists the bounds', () => {
    expect(() => timedEvents({ events: requestDuration, within: 0.3 })).toThrow(
      'shop_request_duration_seconds has no bucket up to 0.3, but up to 0.01, 0.1, 0.5, 1, 5',
    );
  });
});
