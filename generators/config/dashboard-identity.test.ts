import { describe, expect, it } from 'vitest';
import { diagnosticsOf, load, SMALLEST } from './test-configuration.ts';

function serviceOf(text: string, environment = 'prod', app = 'observer') {
  const service = load(text, environment).services.find((one) => one.app === app);
  if (service === undefined) throw new Error(`there is no service ${app}`);
  return service;
}

describe('the dashboards in other environments', () => {
  it('are those of the same service, each in its Grafana', () => {
    const text = `${SMALLEST}environments:
  prod:
  staging: { namespace: observer-staging }
  dev: { grafana: { url: "https://dev.example.com/", uid: mine, orgId: 2 } }\n`;
    expect(serviceOf(text).elsewhere).toEqual([
      {
        environment: 'staging',
        namespace: 'observer-staging',
        url: 'https://grafana.example.com',
        uid: 'observer-staging',
      },
      {
        environment: 'dev',
        namespace: 'observer-prod',
        url: 'https://dev.example.com',
        orgId: 2,
        uid: 'mine',
      },
    ]);
    expect(serviceOf(text, 'staging').elsewhere.map(({ environment }) => environment)).toEqual([
      'prod',
      'dev',
    ]);
  });

  it('keep the services of a fleet apart', () => {
    const text = `grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
namespace: shared
environments: { prod: , staging: }
services: { a: , b: }\n`;
    expect(serviceOf(text, 'prod', 'b').elsewhere.map(({ uid }) => uid)).toEqual(['b-staging']);
  });

  it('are absent if the environment is alone, has no Grafana, or shares the dashboard', () => {
    expect(serviceOf(SMALLEST).elsewhere).toEqual([]);
    const shared = SMALLEST.replace('grafana:\n', 'grafana:\n  uid: one\n');
    expect(serviceOf(`${shared}environments: { prod: , staging: }\n`).elsewhere).toEqual([]);
    const own = `app: observer
namespace: observer-prod
runbooks: { url: https://example.com/runbooks }
environments: { prod: { grafana: { url: https://grafana.example.com } }, staging: }\n`;
    expect(serviceOf(own).elsewhere).toEqual([]);
  });
});

describe('what the dashboard links to', () => {
  const withGrafana = (lines: string) => SMALLEST.replace('grafana:\n', `grafana:\n${lines}`);

  it('is absent by default', () => {
    expect(Object.keys(serviceOf(SMALLEST).grafana)).not.toContain('logs');
    expect(Object.keys(serviceOf(SMALLEST).grafana)).not.toContain('traces');
  });

  it('has defaults if only the block is given', () => {
    expect(serviceOf(withGrafana('  logs: {}\n  traces: {}\n')).grafana).toMatchObject({
      logs: { datasource: 'loki', labels: { namespace: 'observer-prod', app: 'observer' } },
      traces: { datasource: 'tempo', service: 'observer' },
    });
  });

  it('follows the file, whose labels replace the default', () => {
    const text = withGrafana(
      '  logs: { datasource: P8E80F9AEF21F6940, labels: { job: prod/observer } }\n  traces: { service: collector }\n',
    );
    expect(serviceOf(text).grafana.logs).toEqual({
      datasource: 'P8E80F9AEF21F6940',
      labels: { job: 'prod/observer' },
    });
    expect(serviceOf(text).grafana.traces).toEqual({ datasource: 'tempo', service: 'collector' });
  });

  it.each([
    '  logs: { datasource: 1 }\n',
    '  logs: { uid: loki }\n',
    '  logs: { labels: {} }\n',
    '  traces:\n',
  ])('is refused as %j', (lines) => {
    expect(diagnosticsOf(() => serviceOf(withGrafana(lines)))).toHaveLength(1);
  });
});
