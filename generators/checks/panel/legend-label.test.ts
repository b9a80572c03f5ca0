import { describe, expect, it } from 'vitest';
import { findings } from '../testing/findings.ts';
import { panelOf, serviceWith } from '../testing/service.ts';
import { legendLabel } from './legend-label.ts';

const said = (query: string, legend: string) =>
  findings(legendLabel, serviceWith({ panels: [panelOf({ plots: [{ query, legend }] })] }));

describe('panel/legend-label', () => {
  it('finds a label that the query drops, and shows it in the legend', () => {
    expect(said('sum by (job) (shop_stock)', '{{job}} of {{ article }}')).toEqual([
      { at: '{{ article }}', message: 'the legend uses the label "article", which the query does not keep' },
    ]);
  });

  it.each([
    ['shop_stock', '{{article}} {{__name__}}'],
    ['sum(shop_stock)', 'all'],
    ['some_foreign_metric', '{{whatever}}'],
    ['sum(', '{{whatever}}'],
  ])('has nothing to say about %s with the legend %j', (query, legend) => {
    expect(said(query, legend)).toEqual([]);
  });
});
