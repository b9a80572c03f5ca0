import { describe, expect, it } from 'vitest';
import { type Endpoint, selectEndpoint } from './scrape.ts';

const ENDPOINT: Endpoint = {
  address: '127.0.0.1:8000',
  namespace: 'shop-prod',
  service: 'shop',
  serviceLabels: { app: 'shop' },
  port: 'http',
  pod: 'shop-0',
  container: 'shop',
};

const monitor = (over: object = {}, labels: object = { release: 'prometheus' }) => ({
  metadata: { name: 'shop', namespace: 'shop-prod', labels },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    endpoints: [
      { port: 'http', relabelings: [{ action: 'labeldrop', regex: 'endpoint', sourceLabels: ['a'] }] },
    ],
    ...over,
  },
});

const select = (serviceMonitor: object) =>
  selectEndpoint(serviceMonitor, { release: 'prometheus' }, ENDPOINT);

describe('a ServiceMonitor', () => {
  it("selects by labels, namespace and port, and its relabelling has Prometheus's format", () => {
    expect(select(monitor())).toMatchObject({
      refusals: [],
      scrapeConfigs: [
        {
          metrics_path: '/metrics',
          static_configs: [{ targets: ['127.0.0.1:8000'], labels: { job: 'shop', pod: 'shop-0' } }],
          relabel_configs: [{ action: 'labeldrop', regex: 'endpoint', source_labels: ['a'] }],
        },
      ],
    });
  });

  it.each([
    ['the label of the Prometheus', monitor({}, { release: 'other' }), 'release: prometheus'],
    ['the label of the Service', monitor({ selector: { matchLabels: { app: 'store' } } }), 'app: store'],
    ['the namespace', monitor({ namespaceSelector: { matchNames: ['shop'] } }), 'namespace shop-prod'],
    ['the port', monitor({ endpoints: [{ port: 'web' }] }), 'no port web'],
  ])('says that %s does not fit', (_, serviceMonitor, reason) => {
    const { scrapeConfigs, refusals } = select(serviceMonitor);
    expect(scrapeConfigs).toEqual([]);
    expect(refusals).toEqual([expect.stringContaining(reason)]);
  });
});
