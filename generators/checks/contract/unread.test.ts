import { describe, expect, it } from 'vitest';
import { exporter } from '../../contract/metric.ts';
import type { Annotation } from '../../define/dashboard.ts';
import { messages } from '../testing/findings.ts';
import { alertOf, panelOf, queryOf } from '../testing/service.ts';
import { unread } from './unread.ts';

const shop = exporter({ key: 'service', job: 'shop', describes: 'the shop', targetLabels: [] });
const warehouse = exporter({ key: 'warehouse', job: 'w', describes: 'the warehouse', targetLabels: [] });

const lost = shop.counter('shop_lost_total', { unit: 'count', help: 'Orders lost.' });
const waiting = shop.histogram('shop_waiting_seconds', { unit: 'seconds', help: 'Waiting.', buckets: [1] });

const found = (parts: Omit<Parameters<typeof messages>[1], 'contract'> = {}) =>
  messages(unread, { contract: [lost, waiting], ...parts });

describe('contract/unread', () => {
  it('finds metrics that nothing reads', () => {
    expect(found()).toEqual([
      'no panel and no rule reads shop_lost_total',
      'no panel and no rule reads shop_waiting_seconds',
    ]);
  });

  it('counts panels and rules as readers, and any series of a histogram as all of it', () => {
    const panels = [panelOf({ plots: [{ query: queryOf('lost', { reads: [lost] }) }] })];
    const rules = [alertOf({ query: queryOf('waiting', { reads: [waiting.sum] }) })];
    expect(found({ panels, rules })).toEqual([]);
  });

  it('counts an annotation as a reader', () => {
    const annotation: Annotation = {
      name: 'Lost',
      query: 'shop_lost_total > 0',
      color: 'red',
      title: '',
      text: '',
      tags: [],
      step: '60s',
    };
    expect(found({ annotations: [annotation] })).toEqual(['no panel and no rule reads shop_waiting_seconds']);
  });

  it('accepts a reason', () => {
    const declared = shop.gauge('shop_info', { unit: 'info', help: 'Version.', unread: 'For Explore.' });
    expect(messages(unread, { contract: [declared] })).toEqual([]);
  });

  it('ignores metrics of other exporters', () => {
    const theirs = warehouse.gauge('warehouse_racks', { unit: 'count', help: 'Racks.' });
    expect(messages(unread, { contract: [theirs] })).toEqual([]);
  });
});
