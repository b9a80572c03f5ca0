import { describe, expect, it } from 'vitest';
import { diagnosticsOf, load, SMALLEST } from './test-configuration.ts';

function serviceOf(text: string, environment?: string) {
  const [service] = load(text, environment).services;
  if (service === undefined) throw new Error('no service was loaded');
  return service;
}

const FLEET = `grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
namespace: shared
`;

describe('the smallest file', () => {
  it('is completed by the defaults', () => {
    expect(load(SMALLEST)).toEqual({
      environment: 'prod',
      environments: ['prod'],
      defaultEnvironment: 'prod',
      services: [
        {
          app: 'observer',
          environment: 'prod',
          namespace: 'observer-prod',
          language: 'ko',
          service: {
            name: 'observer',
            labels: { app: 'observer' },
            portName: 'http',
            metricsPath: '/metrics',
          },
          intervals: { scrape: '30s', scrapeTimeout: '10s', evaluation: '30s' },
          jobs: { service: 'observer', postgres: 'postgres', kubelet: 'kubelet' },
          selectors: {
            pods: 'observer-(([0-9b-df]{4,10}-)?[0-9a-z]{5}|[0-9]{1,4})',
            volumes: 'observer-[a-z][0-9a-z]*|[a-z][0-9a-z]*-observer-[0-9]+',
          },
          prometheus: { retention: '10d' },
          operator: { profile: 'kube-prometheus-stack', release: 'prometheus' },
          labels: { app: 'observer' },
          alerts: { labels: { service: 'observer', team: 'observer' } },
          grafana: {
            url: 'https://grafana.example.com',
            uid: 'observer-prod',
            title: 'Observer Production Monitoring',
            folder: 'Observer',
            sidecarLabels: { grafana_dashboard: '1' },
            sidecarFolderAnnotation: 'grafana_folder',
            tags: ['observer', 'prod'],
            refresh: '30s',
            range: '3h',
            schemaVersion: 39,
          },
          elsewhere: [],
          runbooks: { url: 'https://example.com/runbooks' },
          thresholds: { errorRatio: 0.05, latencySeconds: 1.5 },
          parts: {},
          extensions: {},
          disabledChecks: {},
        },
      ],
      warnings: [],
    });
  });

  it.each([
    ['a byte-order mark', `\uFEFF${SMALLEST}`],
    ['Windows line ends', SMALLEST.replaceAll('\n', '\r\n')],
    ['slashes at the end of URLs', SMALLEST.replaceAll(/(https.*)/g, '$1//')],
    [
      'anchors and aliases',
      SMALLEST.replace('observer\n', '&a observer\n').concat('service: { name: *a }\n'),
    ],
    ['an environment without settings', `${SMALLEST}environments:\n  prod:\n`],
  ])('means the same with %s', (_, text) => {
    expect(load(text)).toEqual(load(SMALLEST));
  });
});

describe('defaults', () => {
  it('follow the name of the service and the environment', () => {
    const text = `${SMALLEST.replace('app: observer', 'app: order-book')}environments: { staging: }\n`;
    const service = serviceOf(`${text}service: { name: order-book-api }\n`);
    expect(service.grafana).toMatchObject({
      uid: 'order-book-staging',
      title: 'Order Book Staging Monitoring',
      folder: 'Order Book',
      tags: ['order-book', 'staging'],
    });
    expect(service.jobs.service).toBe('order-book-api');
    expect(service.service.labels).toEqual({ app: 'order-book' });
  });

  it('yield to selector labels, and stay next to all others', () => {
    const service = serviceOf(
      `${SMALLEST}service: { labels: { tier: api } }\nlabels: { team: data }\n`.replace(
        'grafana:\n',
        'grafana:\n  sidecarLabels: { dashboards: "yes" }\n',
      ),
    );
    expect(service.service.labels).toEqual({ tier: 'api' });
    expect(service.grafana.sidecarLabels).toEqual({ dashboards: 'yes' });
    expect(service.labels).toEqual({ app: 'observer', team: 'data' });
  });

  it.each([
    ['{ release: monitoring }', { profile: 'kube-prometheus-stack', release: 'monitoring' }],
    [
      '{ profile: kube-prometheus }',
      { profile: 'kube-prometheus', prometheusNamespace: 'monitoring', serviceAccount: 'prometheus-k8s' },
    ],
    [
      '{ profile: custom, monitorLabels: {}, ruleLabels: { role: alerts } }',
      { profile: 'custom', monitorLabels: {}, ruleLabels: { role: 'alerts' } },
    ],
  ])('complete the operator %s', (written, expected) => {
    expect(serviceOf(`${SMALLEST}operator: ${written}\n`).operator).toEqual(expected);
  });
});

describe('environments', () => {
  const text = `${SMALLEST}thresholds: { errorRatio: 0.1, latencySeconds: 2 }
calendar: { exchange: KRX, closed: [2026-01-01] }
checks: { disabled: { alert/no-panel: shown elsewhere } }
environments:
  staging:
    namespace: observer-staging
    thresholds: { errorRatio: 0.5 }
    calendar: { closed: [2026-12-31] }
    operator: { profile: kube-prometheus }
  prod: {}
`;

  it('overlay the file, maps deeply and lists as a whole', () => {
    const staging = serviceOf(text, 'staging');
    expect(staging.namespace).toBe('observer-staging');
    expect(staging.thresholds).toEqual({ errorRatio: 0.5, latencySeconds: 2 });
    expect(staging.extensions).toEqual({ calendar: { exchange: 'KRX', closed: ['2026-12-31'] } });
    expect(staging.operator.profile).toBe('kube-prometheus');
    expect(staging.disabledChecks).toEqual({ 'alert/no-panel': 'shown elsewhere' });
  });

  it('do not affect each other', () => {
    const prod = serviceOf(text, 'prod');
    expect(prod.thresholds).toEqual({ errorRatio: 0.1, latencySeconds: 2 });
    expect(prod.operator).toEqual({ profile: 'kube-prometheus-stack', release: 'prometheus' });
  });

  it.each([
    ['environments: { staging: , prod: }', 'prod'],
    ['environments: { test: , staging: }', 'test'],
    ['environments: { prod: , staging: }\ndefaultEnvironment: staging', 'staging'],
  ])('of %s default to %s', (block, expected) => {
    const loaded = load(`${SMALLEST}${block}\n`);
    expect(loaded.environment).toBe(expected);
    expect(loaded.defaultEnvironment).toBe(expected);
  });
});

describe('a fleet', () => {
  it('has one configuration for each service, in code-unit order', () => {
    const { services } = load(`${FLEET}services:\n  b: { namespace: own }\n  a:\n  a-2:\n`);
    expect(services.map(({ app, namespace }) => [app, namespace])).toEqual([
      ['a', 'shared'],
      ['a-2', 'shared'],
      ['b', 'own'],
    ]);
  });

  it('puts the service over the environment, and its own environment over both', () => {
    const text = `${FLEET}intervals: { scrape: 1m, evaluation: 1m, scrapeTimeout: 1s }
environments:
  prod: { intervals: { scrape: 2m, evaluation: 2m, scrapeTimeout: 2s } }
  staging:
services:
  a:
    intervals: { evaluation: 3m, scrapeTimeout: 3s }
    environments: { prod: { intervals: { scrapeTimeout: 4s } } }
`;
    expect(serviceOf(text, 'prod').intervals).toEqual({
      scrape: '2m',
      evaluation: '3m',
      scrapeTimeout: '4s',
    });
    expect(serviceOf(text, 'staging').intervals).toEqual({
      scrape: '1m',
      evaluation: '3m',
      scrapeTimeout: '3s',
    });
  });

  it('may have a thousand services', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `service-${String(index).padStart(4, '0')}`);
    const overlays = names.map((name) => `  ${name}:\n    namespace: ${name}\n    labels: { team: data }\n`);
    const { services } = load(`${FLEET}services:\n${overlays.toReversed().join('')}`);
    expect(services.map(({ app }) => app)).toEqual(names);
    expect(services.every(({ app, namespace, labels }) => app === namespace && labels.team === 'data')).toBe(
      true,
    );
  });

  it('reports once what all services lack, and at its place what one lacks', () => {
    const withoutNamespace = FLEET.replace('namespace: shared\n', '');
    const all = diagnosticsOf(() => load(`${withoutNamespace}services:\n  a:\n  b:\n  c:\n`));
    expect(all.map(({ message, place }) => [message, place.line])).toEqual([
      ['`namespace` is missing', undefined],
    ]);
    const one = diagnosticsOf(() => load(`${withoutNamespace}services:\n  a: { namespace: x }\n  b:\n`));
    expect(one.map(({ message, place }) => [message, place.line])).toEqual([['`namespace` is missing', 5]]);
  });

  it('reports a shared mistake once', () => {
    const text = `${FLEET}intervals: { scrape: 5s }\nservices:\n  a:\n  b:\n`;
    expect(diagnosticsOf(() => load(text)).map(({ place }) => place.definition)).toEqual([
      'intervals.scrape',
    ]);
  });
});
