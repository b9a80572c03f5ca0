import { describe, expect, it } from 'vitest';
import { exporter, upTo } from '../../contract/metric.ts';
import { messages } from '../testing/findings.ts';
import { serviceMonitorOf } from '../testing/service.ts';
import { targetLabel } from './target-label.ts';

const shop = exporter({ key: 'service', job: 'shop', describes: 'a shop', targetLabels: ['job', 'pod'] });
const requests = shop.counter('shop_requests_total', {
  unit: 'count',
  help: 'Requests.',
  labels: { endpoint: upTo(50, 'routes') },
});

const said = (endpoint: Readonly<Record<string, unknown>>) =>
  messages(targetLabel, {
    contract: [requests],
    manifests: { 'x.yaml': [serviceMonitorOf({ endpoints: [{ port: 'http', ...endpoint }] })] },
  });

describe('kubernetes/target-label', () => {
  it('refuses a metric label that collides with a target label', () => {
    expect(said({})).toEqual(['the target label "endpoint" conflicts with the label of shop_requests_total']);
    expect(said({ metricRelabelings: [{ action: 'labeldrop', regex: 'endpoint' }] })).toHaveLength(1);
  });

  it.each([
    [{ relabelings: [{ action: 'labeldrop', regex: 'endpoint|service' }] }],
    [{ relabelings: [{ action: 'labelkeep', regex: 'job|pod|instance' }] }],
    [{ honorLabels: true }],
  ])('takes the endpoint %j', (endpoint) => {
    expect(said(endpoint)).toEqual([]);
  });

  it('refuses a label of the contract that the scrape drops', () => {
    expect(said({ relabelings: [{ action: 'labeldrop', regex: 'endpoint|pod' }] })).toEqual([
      'the contract relies on the target label "pod", which the scrape does not have',
    ]);
  });
});
