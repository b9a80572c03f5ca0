import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smallConfig } from '../render/grafana/fixtures/small-dashboard.ts';
import { exploreUrl, panelUrl, runbookUrl } from './links.ts';

/** What Grafana does with a link: fills in the variables as they stand, then the browser reads the query. */
function paneOf(url: string): {
  queries: { expr: string }[];
  datasource: string;
  range: { from: string; to: string };
} {
  const values: Record<string, string> = {
    datasource: 'uid-1',
    namespace: 'shop-prod',
    __from: '1000',
    __to: '2000',
  };
  const filled = url.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const panes: unknown = JSON.parse(
    new URL(filled, 'https://grafana.example.com').searchParams.get('panes') ?? '',
  );
  return (panes as { drilldown: ReturnType<typeof paneOf> }).drilldown;
}

describe('links', () => {
  test('open one panel in the environment of the configuration', () => {
    const url = new URL(panelUrl(smallConfig, 'error-ratio'));
    expect(url.pathname).toBe(`/d/${smallConfig.grafana.uid}`);
    expect(url.searchParams.get('viewPanel')).toMatch(/^\d+$/);
    expect(url.searchParams.get('var-namespace')).toBe(smallConfig.namespace);
  });

  test('lead to the page of an alert', () => {
    expect(runbookUrl(smallConfig, 'ShopDown')).toBe(`${smallConfig.runbooks.url}/ShopDown.md`);
  });

  test('open Explore with the query, the data source and the time range of the viewer', () => {
    const pane = paneOf(exploreUrl(smallConfig, 'sum(rate(x{namespace="${namespace}"}[$__rate_interval]))'));
    expect(pane.queries[0]?.expr).toBe('sum(rate(x{namespace="shop-prod"}[$__rate_interval]))');
    expect(pane.datasource).toBe('uid-1');
    expect(pane.range).toEqual({ from: '1000', to: '2000' });
  });

  test('stay in the organisation of the viewer, unless one is configured', () => {
    const organisationsOf = (grafana: object) => {
      const config = { ...smallConfig, grafana: { ...smallConfig.grafana, ...grafana } };
      return [panelUrl(config, 'error-ratio'), exploreUrl(config, 'up')].map((url) =>
        new URL(url, 'https://grafana.example.com').searchParams.get('orgId'),
      );
    };
    expect(organisationsOf({})).toEqual([null, null]);
    expect(organisationsOf({ orgId: 3 })).toEqual(['3', '3']);
  });

  test('carry any query unharmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\$\{\w+\}/.test(text));
        expect(paneOf(exploreUrl(smallConfig, text)).queries[0]?.expr).toBe(text.toWellFormed());
      }),
    );
  });
});
