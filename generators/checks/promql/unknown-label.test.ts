import { describe, expect, it } from 'vitest';
import { inPanel, messages } from '../testing/findings.ts';
import { alertOf, panelOf, serviceWith } from '../testing/service.ts';
import { unknownLabel } from './unknown-label.ts';

describe('promql/unknown-label', () => {
  it.each([
    ['shop_stock{artcle="tea"}', 'artcle', 'shop_stock has no label "artcle"; did you mean article?'],
    ['sum by (colour) (shop_stock)', 'colour', 'the query inside sum() has no label "colour"'],
    ['sum without (colour) (shop_stock)', 'colour', 'the query inside sum() has no label "colour"'],
    ['sum by (pod) (sum by (job) (shop_stock))', 'pod', 'the query inside sum() has no label "pod"'],
    [
      'sum by (job) (shop_stock) / on (colour) sum by (job) (shop_stock)',
      'colour',
      'what "/" joins has no label "colour"',
    ],
    [
      'sum by (job, pod) (shop_stock) * on (job) group_left (article) sum by (job) (shop_stock)',
      'article',
      'the right side of "*" has no label "article"',
    ],
  ])('%s', (query, at, message) => {
    expect(inPanel(unknownLabel, query)).toEqual([{ at, message }]);
  });

  it('is reported once for a signal, where the signal is written', () => {
    const query = 'shop_stock{artcle="tea"}';
    const [first, ...others] = unknownLabel.run(
      serviceWith({
        panels: [panelOf({ plots: [{ query }] }), panelOf({ key: 'again', plots: [{ query }] })],
        rules: [alertOf({ query, threshold: { signal: 'stock', comparison: '<', value: 1 } })],
      }),
    );
    expect(others).toEqual([]);
    expect(first?.place).toMatchObject({ definition: 'signal stock, in panel stock, target A' });
  });

  it.each([
    ['sum by (article, $group) (shop_stock{pod="a", __name__="shop_stock"})'],
    ['sum by (whatever) (some_foreign_metric{any="x"})'],
    ['sum by (job) (shop_stock) * on (job) group_left (article) max by (job, article) (shop_stock)'],
  ])('has nothing to say about %s', (query) => {
    expect(inPanel(unknownLabel, query)).toEqual([]);
  });

  it.each([
    [
      'label_values(shop_stock{namespace="$namespace"}, colour)',
      ['shop_stock{namespace="$namespace"} has no label "colour"'],
    ],
    ['label_values(shop_stock, pod)', []],
    ['label_values(pod)', []],
  ])('%s of a variable', (query, expected) => {
    const variable = { kind: 'query', name: 'x', label: 'X', query, hasMany: false } as const;
    expect(messages(unknownLabel, { variables: [variable] })).toEqual(expected);
  });
});
