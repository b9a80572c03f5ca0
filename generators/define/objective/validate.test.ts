import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../base/diagnostic.ts';
import type { Objective } from './objective.ts';
import { errorBudgetRules } from './rules.ts';
import { seriesNamed, shopConfig, shopObjective, shopScope } from './testing/shop.ts';
import { refusals, type SloConfig } from './validate.ts';

const said = (objectives: readonly Objective[], config: SloConfig = shopConfig()) =>
  refusals(objectives, config).map(({ code, message, remedy }) => ({ code, message, remedy }));

describe('objectives', () => {
  it('are accepted if they can be monitored', () => {
    expect(said([shopObjective()])).toEqual([]);
  });

  it.each([0, 1, -0.5, 99.9, Number.NaN])('reject a target of %d', (target) => {
    expect(said([shopObjective({ target })])).toEqual([
      {
        code: 'slo/target',
        message: `the target is ${target}`,
        remedy: 'Write a ratio between 0 and 1, both excluded: 0.995 for 99.5 %',
      },
    ]);
  });

  it('reject a target with which an alert could never fire', () => {
    expect(said([shopObjective({ target: 0.93, period: '30d' })])).toEqual([
      {
        code: 'slo/unreachable',
        message:
          'the alert over 1h could never fire: a burn rate above 14.4 takes more than 100.8 % errors with a target of 0.93',
        remedy: 'Write a target above 0.930555555556',
      },
    ]);
    expect(said([shopObjective({ target: 0.5, period: '7d' })])).toMatchObject([
      {
        message:
          'the alerts over 1h, 6h could never fire: a burn rate above 13.44 takes more than 672 % errors with a target of 0.5',
      },
    ]);
    expect(said([shopObjective({ target: 0.931, period: '30d' })])).toEqual([]);
  });

  it('reject a period for which Prometheus does not keep samples', () => {
    expect(said([shopObjective({ period: '30d' })], shopConfig('10d'))).toEqual([
      {
        code: 'slo/retention',
        message: 'the objective looks back 30d, but Prometheus keeps its samples for 10d',
        remedy:
          "Write period: '7d', or set prometheus.retention to 30d or more if Prometheus keeps its samples for so long",
      },
    ]);
    expect(said([shopObjective()], shopConfig('10d'))).toEqual([]);
  });

  it('reject a retention that is too short for every period', () => {
    expect(said([shopObjective()], shopConfig('24h'))).toEqual([
      {
        code: 'slo/retention',
        message: 'the objective looks back 7d, but Prometheus keeps its samples for 24h',
        remedy:
          'The shortest period is 7d: set prometheus.retention to 7d or more if Prometheus keeps its samples for so long',
      },
    ]);
  });

  it.each(['scrape', 'evaluation'] as const)(
    'refuse too few samples in the shortest window: %s',
    (setting) => {
      const { intervals, prometheus } = shopConfig();
      const every = (interval: '75s' | '76s') => ({
        prometheus,
        intervals: { ...intervals, [setting]: interval },
      });
      expect(said([shopObjective()], every('75s'))).toEqual([]);
      expect(said([shopObjective()], every('76s'))).toEqual([
        {
          code: 'slo/window',
          message: `the shortest window is 5m, less than 4 times intervals.${setting}, which is 76s`,
          remedy: `Write intervals.${setting}: 1m15s or less`,
        },
      ]);
    },
  );

  it('reject the name of another objective', () => {
    const series = seriesNamed('shop_visits', 'shop_visits_failed');
    expect(said([shopObjective(), shopObjective({ series })])).toMatchObject([
      { code: 'slo/name', message: 'another objective is named "orders", too' },
    ]);
  });

  it.each([
    ['total', seriesNamed('shop_orders', 'shop_orders_late'), 'namespace_job:shop_orders:rate5m'],
    ['errors', seriesNamed('shop_visits', 'shop_orders_failed'), 'namespace_job:shop_orders_failed:rate5m'],
  ])('refuse to record the series of another: %s', (_, series, taken) => {
    expect(said([shopObjective(), shopObjective({ series }, 'late')])).toMatchObject([
      { code: 'slo/name', message: `another objective records ${taken}, too` },
    ]);
  });

  it('reject an objective that records its errors and events under one name', () => {
    expect(said([shopObjective({ series: seriesNamed('shop_orders', 'shop_orders') })])).toMatchObject([
      { code: 'slo/name', message: 'the objective records namespace_job:shop_orders:rate5m twice' },
    ]);
  });

  it('report everything at once, with the place of the definition, and create no rules', () => {
    const make = () =>
      errorBudgetRules(
        {
          group: 'shop-slo',
          alert: 'ShopErrorBudgetBurn',
          scope: shopScope,
          objectives: [{ objective: shopObjective({ target: 2, period: '30d' }), scenarios: () => [] }],
        },
        shopConfig('10d'),
      );
    expect(make).toThrow(DiagnosticError);
    expect(make).toThrow(/slo\/target[\s\S]*slo\/retention/);
    expect(refusals([shopObjective({ target: 2 })], shopConfig())).toMatchObject([
      { place: { definition: 'objective orders', file: 'generators/define/objective/testing/shop.ts' } },
    ]);
  });
});
