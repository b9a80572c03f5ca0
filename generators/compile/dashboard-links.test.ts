import { describe, expect, test } from 'vitest';
import { queryOf } from '../checks/testing/service.ts';
import type { Dashboard, GrafanaUnit } from '../define/dashboard.ts';
import { plot, stat, timeseries } from '../define/dashboard.ts';
import { signal } from '../define/signal.ts';
import { smallConfig } from '../render/grafana/fixtures/small-dashboard.ts';
import { dashboardLinks, dataLinks } from './dashboard-links.ts';

const { logs, traces, ...grafana } = smallConfig.grafana;
const bare = { ...smallConfig, grafana, elsewhere: [] };
const text = (en: string) => ({ en, ko: en });
const dashboard = (...variables: Dashboard['variables']): Dashboard => ({
  key: 'shop',
  description: text('The shop.'),
  rows: [],
  variables,
  annotations: [],
});
const namespace = {
  kind: 'query',
  name: 'namespace',
  label: 'Namespace',
  query: '',
  hasMany: false,
} as const;

describe('the links above the panels', () => {
  test('are only the runbooks by default', () => {
    expect(dashboardLinks(bare, dashboard())).toMatchObject([
      { title: 'Runbooks', url: 'https://runbooks.example.com', keepsTime: false },
    ]);
  });

  test("lead to the logs and to each other environment, with the viewer's time range", () => {
    expect(dashboardLinks(smallConfig, dashboard()).slice(1)).toMatchObject([
      { title: 'Logs (Explore)', keepsTime: false },
      {
        title: 'staging',
        url: 'https://grafana.staging.example.com/d/shop-staging?var-namespace=shop-staging',
        keepsTime: true,
      },
    ]);
  });

  test('lead to the logs of the selected namespace, or of the configured one if there is no picker', () => {
    const logsOf = (one: Dashboard) => decodeURIComponent(dashboardLinks(smallConfig, one)[1]?.url ?? '');
    expect(logsOf(dashboard(namespace))).toContain('namespace=\\"${namespace}\\"');
    expect(logsOf(dashboard())).toContain('namespace=\\"shop-prod\\"');
  });

  test('are in the language of the configuration', () => {
    const titles = dashboardLinks({ ...smallConfig, language: 'ko' }, dashboard()).map(({ title }) => title);
    expect(titles).toEqual(['Runbooks', '로그 (Explore)', 'staging']);
  });
});

describe('the links of a point', () => {
  const latency = signal('latency', text('Latency'), () => queryOf('vector(0)'));
  const parts = (unit: GrafanaUnit, exemplars: boolean) => ({
    key: 'latency',
    title: 'Latency',
    description: { bad: text('High.'), next: text('Look.') },
    unit,
    plots: [plot(latency, { legend: '', exemplars })] as const,
    width: 8,
    height: 8,
  });

  test('lead from a duration to the traces that took at least as long', () => {
    const [link] = dataLinks(smallConfig, timeseries(parts('s', true)));
    expect(link?.title).toBe('Traces of ${__value.text} and longer');
    expect(decodeURIComponent(link?.url ?? '')).toContain('duration >= ${__value.raw}s');
  });

  test('lead from other quantities to the traces of the time range', () => {
    const [link] = dataLinks(smallConfig, timeseries(parts('bytes', true)));
    expect(link?.title).toBe('Traces of this time range');
    expect(link?.url).not.toContain('__value');
  });

  test.each([
    ['without a data source of traces', bare, timeseries(parts('s', true))],
    ['on a panel without exemplars', smallConfig, timeseries(parts('s', false))],
    ['on a single number', smallConfig, stat(parts('s', true))],
  ])('are absent %s', (_, config, panel) => {
    expect(dataLinks(config, panel)).toEqual([]);
  });
});
