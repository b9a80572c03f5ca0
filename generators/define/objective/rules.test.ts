import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { yamlFile } from '../../base/yaml.ts';
import { textOf } from '../../promql/index.ts';
import { textIn } from '../text.ts';
import type { Objective } from './objective.ts';
import { errorBudgetRules } from './rules.ts';
import { shopConfig, shopObjective, shopScope } from './testing/shop.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden', 'shop.rules.yaml');

function rulesOf(objective: Objective, retention: '10d' | '40d' = '40d') {
  const definition = {
    group: 'shop-slo',
    alert: 'ShopErrorBudgetBurn',
    scope: shopScope,
    objectives: [{ objective, scenarios: () => [] }],
  };
  return errorBudgetRules(definition, shopConfig(retention)).rules;
}

/** The rules as the file generators render them, without additions from the configuration. */
function modelsOf(objective: Objective) {
  return rulesOf(objective).map((rule) =>
    rule.kind === 'recording rule'
      ? { record: rule.series.name, expr: textOf(rule.query) }
      : {
          alert: rule.name,
          expr: textOf(rule.condition.query),
          for: rule.for,
          labels: { ...rule.labels, severity: rule.severity },
          annotations: { summary: textIn(rule.summary, 'en'), description: textIn(rule.description, 'en') },
        },
  );
}

const expressions = (objective: Objective) => modelsOf(objective).map(({ expr }) => expr);

describe('the rules of an objective', () => {
  it('match the snapshot', async () => {
    await expect(
      yamlFile({ groups: [{ name: 'shop-slo', rules: modelsOf(shopObjective()) }] }),
    ).toMatchFileSnapshot(GOLDEN);
  });

  it('read only counters and what is recorded above them', () => {
    const recorded = new Set<string>();
    for (const rule of rulesOf(shopObjective())) {
      const query = rule.kind === 'alert' ? rule.condition.query : rule.query;
      for (const { name } of query.reads) if (name.includes(':')) expect(recorded).toContain(name);
      if (rule.kind === 'recording rule') recorded.add(rule.series.name);
    }
  });

  it('record every series of the objective once', () => {
    const objective = shopObjective();
    const recorded = rulesOf(objective).flatMap((rule) =>
      rule.kind === 'recording rule' ? [rule.series.name] : [],
    );
    expect(recorded.toSorted()).toEqual(objective.series.metrics.map(({ name }) => name).toSorted());
  });

  it('look back over the period that fits the retention', () => {
    const text = (retention: '10d' | '40d') =>
      rulesOf(shopObjective(), retention)
        .flatMap((rule) => (rule.kind === 'recording rule' ? [textOf(rule.query)] : []))
        .join('\n');
    expect(text('40d')).toContain('[30d]');
    expect(text('10d')).toContain('[7d]');
    expect(text('10d')).not.toContain('[30d]');
  });

  it('compare with numbers that a person could have written', () => {
    const numbers = expressions(shopObjective({ target: 0.9995 })).flatMap(
      (expression) => expression.match(/(?<![\w.])\d+\.\d+/g) ?? [],
    );
    expect(new Set(numbers)).toEqual(new Set(['0.0005', '14.4']));
  });

  it('count errors if errors are counted, and otherwise everything but good events', () => {
    const { counted } = shopObjective();
    const [, errors] = expressions(shopObjective());
    const [, rest] = expressions(shopObjective({ counted: { ...counted, as: 'good' } }));
    expect(errors).toMatch(
      /^sum by[\s\S]*\nor\nnamespace_job:shop_orders:rate5m\{namespace="shop-prod"\} \* 0$/,
    );
    expect(rest).toMatch(/^namespace_job:shop_orders:rate5m\{namespace="shop-prod"\}\n-\n\([\s\S]*\)$/);
  });

  it('require enough events that a single error is not enough', () => {
    const alerts = (target: number, minimumEvents: number) =>
      expressions(shopObjective({ target, minimumEvents })).flatMap(
        (expression) => /\* \d+ >= (\d+)$/.exec(expression)?.[1] ?? [],
      );
    // 1 / (14.4 × 0.001), 1 / (6 × 0.001), and so on.
    expect(alerts(0.999, 1)).toEqual(['70', '167', '334', '1000']);
    expect(alerts(0.999, 300)).toEqual(['300', '300', '334', '1000']);
  });
});
