import { describe, expect, it } from 'vitest';
import { ordersPerMinute } from '../../promql/testing/contract.ts';
import { findings, messages } from '../testing/findings.ts';
import { alertOf, panelOf, recordOf, serviceWith } from '../testing/service.ts';
import { recordingOrder } from './recording-order.ts';

const NAME = ordersPerMinute.name;
const recorded = recordOf(ordersPerMinute, 'sum by (namespace) (increase(shop_orders_total[2m]))');
const reader = alertOf({ query: `${NAME} < 1` });

describe('rules/recording-order', () => {
  it('accepts a series that is recorded above', () => {
    expect(messages(recordingOrder, { rules: [recorded, reader] })).toEqual([]);
  });

  it('refuses a rule that reads what a later rule or the rule itself records', () => {
    expect(findings(recordingOrder, serviceWith({ rules: [reader, recorded] }))).toEqual([
      { at: NAME, message: `${NAME} is recorded by a later rule` },
    ]);
    expect(messages(recordingOrder, { rules: [recordOf(ordersPerMinute, NAME)] })).toEqual([
      `${NAME} is recorded by the rule itself`,
    ]);
  });

  it('refuses a series of another group', () => {
    const groups = [
      { name: 'one', interval: '1m', rules: [recorded] },
      { name: 'two', interval: '1m', rules: [reader] },
    ] as const;
    expect(messages(recordingOrder, { groups })).toEqual([
      `${NAME} is recorded in the group one, not in two`,
    ]);
  });

  it('refuses a series that no rule records, also in a panel', () => {
    const panels = [panelOf({ plots: [{ query: NAME }] })];
    expect(messages(recordingOrder, { panels, rules: [] })).toEqual([`no rule records ${NAME}`]);
    expect(messages(recordingOrder, { panels, rules: [recorded] })).toEqual([]);
  });
});
