import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallConfig } from '../render/grafana/fixtures/small-dashboard.ts';
import { dashboardUrl, exploreUrl, logsUrl, panelUrl, runbookUrl, tracesUrl } from './links.ts';

/** What Grafana does with a link: it inserts the variables unencoded, then the browser parses the query. */
function paneOf(url: string): {
  queries: { expr: string; query: string; datasource: { type: string; uid: string } }[];
  datasource: string;
  range: { from: string; to: string };
} {
  const values: Record<string, string> = {
    datasource: 'uid-1',
    namespace: 'shop-prod',
    __from: '1000',
    __to: '2000',
    '__value.raw': '0.25',
  };
  const filled = url.replaceAll(/\$\{([\w.]+)\}/g, (_, name: string) => values[name] ?? '');
  const panes: unknown = JSON.parse(
    new URL(filled, 'https://grafana.example.com').searchParams.get('panes') ?? '',
  );
  const [pane] = Object.values(panes as Record<string, ReturnType<typeof paneOf>>);
  if (pane === undefined) throw new Error('the link opens no pane');
  return pane;
}

describe('links', () => {
  test('open one panel in the environment of the configuration', () => {
    const url = new URL(panelUrl(smallConfig, 'error-ratio'));
    expect(url.pathname).toBe(`/d/${smallConfig.grafana.uid}`);
    expect(url.searchParams.get('viewPanel')).toMatch(/^\d+$/);
    expect(url.searchParams.get('var-namespace')).toBe(smallConfig.namespace);
  });

  test("lead to an alert's runbook", () => {
    expect(runbookUrl(smallConfig, 'ShopDown')).toBe(`${smallConfig.runbooks.url}/ShopDown.md`);
  });

  test("open Explore with the query and the viewer's data source and time range", () => {
    const pane = paneOf(exploreUrl(smallConfig, 'sum(rate(x{namespace="${namespace}"}[$__rate_interval]))'));
    expect(pane.queries[0]?.expr).toBe('sum(rate(x{namespace="shop-prod"}[$__rate_interval]))');
    expect(pane.datasource).toBe('uid-1');
    expect(pane.range).toEqual({ from: '1000', to: '2000' });
  });

  test('open the dashboard of another environment, in its organisation', () => {
    const there = { environment: 'dev', namespace: 'shop-dev', url: 'https://dev.example.com', uid: 'shop' };
    expect(dashboardUrl(there)).toBe('https://dev.example.com/d/shop?var-namespace=shop-dev');
    expect(dashboardUrl({ ...there, orgId: 3 })).toContain('orgId=3');
  });

  test("open the service's log lines in the selected namespace", () => {
    const labels = { namespace: 'shop-prod', app: 'the "shop"' };
    const pane = paneOf(logsUrl(smallConfig, { datasource: 'logs', labels }, '${namespace}'));
    expect(pane.queries).toMatchObject([
      { expr: '{namespace="shop-prod", app="the \\"shop\\""}', datasource: { type: 'loki', uid: 'logs' } },
    ]);
    expect(pane).toMatchObject({ datasource: 'logs', range: { from: '1000', to: '2000' } });
  });

  test("open the service's spans that meet a condition on the clicked value", () => {
    const traces = { datasource: 'traces', service: 'shop' };
    const pane = paneOf(tracesUrl(smallConfig, traces, 'duration >= ${__value.raw}s'));
    expect(pane.queries).toMatchObject([
      {
        query: '{ resource.service.name = "shop" && duration >= 0.25s }',
        datasource: { type: 'tempo', uid: 'traces' },
      },
    ]);
    expect(pane).toMatchObject({ datasource: 'traces', range: { from: '1000', to: '2000' } });
  });

  test("stay in the viewer's organisation, unless one is configured", () => {
    const organisationsOf = (grafana: object) => {
      const config = { ...smallConfig, grafana: { ...smallConfig.grafana, ...grafana } };
      return [panelUrl(config, 'error-ratio'), exploreUrl(config, 'up')].map((url) =>
        new URL(url, 'https://grafana.example.com').searchParams.get('orgId'),
      );
    };
    expect(organisationsOf({})).toEqual([null, null]);
    expect(organisationsOf({ orgId: 3 })).toEqual(['3', '3']);
  });

  test('preserve any query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\$\{[\w.]+\}/.test(text));
        expect(paneOf(exploreUrl(smallConfig, text)).queries[0]?.expr).toBe(text.toWellFormed());
      }),
    );
  });
});
