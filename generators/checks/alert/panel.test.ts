import { describe, expect, it } from 'vitest';
import { matching } from '../../define/rules.ts';
import { orders, stock } from '../../promql/testing/contract.ts';
import { messages } from '../testing/findings.ts';
import { alertOf, panelOf, queryOf } from '../testing/service.ts';
import { panel } from './panel.ts';

const panels = [panelOf({ key: 'stock' })];

describe('alert/panel', () => {
  it('refuses an alert that opens no panel', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: undefined })] })).toEqual([
      'no panel plots the signal of the alert, and the alert sets no panel',
    ]);
  });

  it('refuses a panel that does not exist', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: 'stok' })] })).toEqual([
      'the dashboard has no panel "stok"',
    ]);
  });

  it('does not require a panel of an alert for machines', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: undefined, severity: 'none' })] })).toEqual([]);
  });

  it('refuses a panel that does not plot the signal that the alert compares', () => {
    const threshold = { signal: 'sales', comparison: '<', value: 1 } as const;
    expect(messages(panel, { panels, rules: [alertOf({ threshold })] })).toEqual([
      'panel stock does not show the signal "sales", which the alert compares',
    ]);
    expect(
      messages(panel, { panels, rules: [alertOf({ threshold: { ...threshold, signal: 'stock' } })] }),
    ).toEqual([]);
  });

  it('refuses a panel that plots none of the metrics that an alert without a signal reads', () => {
    const query = (series: typeof stock | typeof orders) => queryOf('absent', { reads: [series] });
    expect(messages(panel, { panels, rules: [alertOf({ query: query(orders) })] })).toEqual([
      `panel stock does not show ${orders.name}, which the alert compares`,
    ]);
    expect(messages(panel, { panels, rules: [alertOf({ query: query(stock) })] })).toEqual([]);
  });

  it('ignores metrics that only guard the condition', () => {
    const condition = matching(queryOf('a', { labels: ['job'], reads: [stock] })).and(
      queryOf('b', { labels: ['job'], reads: [orders] }),
      { on: ['job'] },
    );
    const { definition, ...alert } = alertOf();
    const rules = [{ ...alert, definition: { ...definition, condition } }];
    expect(messages(panel, { panels, rules })).toEqual([]);
  });
});
