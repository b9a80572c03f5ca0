import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../generators/promql/parse/index.ts';
import type { LintConfig } from '../generators/render/grafana/lint-file.ts';
import { contract } from '../metrics/index.ts';
import { lintDashboard } from './dashboard-linter/lint.ts';
import { panelsOf, queriesOf, variablesIn } from './support/grafana.ts';
import { type JsonObject, numberAt, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { makeWorkspace, ROOT, WHOLE_PROJECT } from './support/workspace.ts';

let text: string;
let dashboard: JsonObject;
let panels: readonly JsonObject[];
let lintFile: JsonObject;
let alerts: readonly JsonObject[];

beforeAll(async () => {
  const workspace = await makeWorkspace({ 'observability.ts': WHOLE_PROJECT });
  await workspace.oac(['generate', '--no-promtool']);
  text = await workspace.read('out/monitoring/grafana-dashboard.json');
  dashboard = object(JSON.parse(text));
  panels = panelsOf(dashboard);
  lintFile = object(load(await workspace.read('out/monitoring/.lint')));
  const rules = object(load(await workspace.read('out/monitoring/observer-prometheusrule.yaml')));
  alerts = objectsAt(objectAt(rules, 'spec'), 'groups')
    .flatMap((group) => objectsAt(group, 'rules'))
    .filter((rule) => rule.alert !== undefined);
});

/** The panels that people see: without the rows. */
const content = () => panels.filter(({ type }) => type !== 'row');

describe("the 17 rules of Grafana's dashboard linter", () => {
  /** As the linter reads it. */
  function lintConfig(): LintConfig {
    const exclusions = Object.entries(objectAt(lintFile, 'exclusions')).map(([rule, entry]) => {
      const entries = objectsAt(object(entry), 'entries').map((one) => ({
        dashboard: textAt(one, 'dashboard'),
        panel: textAt(one, 'panel'),
        ...(one.targetIdx === undefined ? {} : { targetIdx: String(one.targetIdx) }),
      }));
      return [rule, { entries }];
    });
    return { exclusions: Object.fromEntries(exclusions) };
  }

  test('leave nothing, with the .lint file beside the dashboard', () => {
    const left = lintDashboard(dashboard, lintConfig()).filter(({ severity }) => severity !== 'excluded');

    expect(left).toEqual([]);
  });

  test('are excluded where a picker of the service must not empty a panel of the platform, and nowhere else', () => {
    const { exclusions } = lintConfig();
    const entries = Object.values(objectAt(lintFile, 'exclusions')).flatMap((rule) =>
      objectsAt(object(rule), 'entries'),
    );
    const platform = contract
      .filter(({ exporter }) => exporter.key !== 'service')
      .map(({ exporter }) => exporter.describes);

    expect(Object.keys(exclusions ?? {}).sort()).toEqual(['target-instance-rule', 'target-job-rule']);
    expect(Object.keys(lintFile)).toEqual(['exclusions']);
    for (const entry of entries) {
      const named = platform.filter((description) => textAt(entry, 'reason').includes(description));
      expect(named, textAt(entry, 'panel')).not.toEqual([]);
    }
  });

  test('need every exclusion: none of them is left over', () => {
    const excluded = lintDashboard(dashboard, lintConfig()).filter(({ severity }) => severity === 'excluded');
    const used = new Set(excluded.map(({ panel }) => panel));
    const listed = Object.values(objectAt(lintFile, 'exclusions')).flatMap((rule) =>
      objectsAt(object(rule), 'entries').map((entry) => textAt(entry, 'panel')),
    );

    expect([...new Set(listed)].filter((panel) => !used.has(panel))).toEqual([]);
  });
});

describe('the dashboard', () => {
  test('shows a legend on every graph, and names every series', () => {
    const graphs = content().filter(({ type }) => type === 'timeseries');

    for (const panel of graphs) {
      const legend = objectAt(objectAt(panel, 'options'), 'legend');
      expect(legend, textAt(panel, 'title')).toMatchObject({ showLegend: true });
      expect(legend.displayMode).not.toBe('hidden');
      for (const target of objectsAt(panel, 'targets')) expect(target.legendFormat).toBeTruthy();
    }
    expect(graphs).not.toEqual([]);
  });

  test('has none of the keys that the SDK presets without being asked', () => {
    const annotations = objectsAt(objectAt(dashboard, 'annotations'), 'list');
    const variables = objectsAt(objectAt(dashboard, 'templating'), 'list');
    const keysOf = (objects: readonly JsonObject[]) => objects.flatMap((one) => Object.keys(one));

    expect(keysOf(annotations)).not.toContain('placement');
    expect(keysOf(variables).filter((key) => key.startsWith('auto'))).toEqual([]);
    expect(keysOf(panels)).not.toContain('repeatDirection');
  });

  test('reads its data from the data source that was picked', () => {
    const sources = [...text.matchAll(/"datasource": \{\s*"type": "(\w+)",\s*"uid": "([^"]+)"/g)];

    expect(new Set(sources.map(([, type, uid]) => `${type} ${uid}`))).toEqual(
      new Set(['prometheus ${datasource}', 'grafana -- Grafana --']),
    );
  });
});

describe('the links', () => {
  test('of every alert open a panel that exists, in the dashboard of its uid', () => {
    const ids = content().map((panel) => String(numberAt(panel, 'id')));

    for (const alert of alerts) {
      const url = new URL(textAt(objectAt(alert, 'annotations'), 'dashboard_url'));
      expect(url.pathname, textAt(alert, 'alert')).toBe(`/d/${textAt(dashboard, 'uid')}`);
      expect(ids).toContain(url.searchParams.get('viewPanel'));
      expect(url.searchParams.get('var-namespace')).toBe('observer-prod');
    }
    expect(alerts).not.toEqual([]);
  });

  test('of every alert name a runbook that is written', () => {
    const missing = alerts
      .map((alert) => new URL(textAt(objectAt(alert, 'annotations'), 'runbook_url')).pathname)
      .filter((url) => !existsSync(path.join(ROOT, 'docs/runbooks', path.posix.basename(url))));

    expect(missing).toEqual([]);
  });

  test('of every panel to Explore decode to a query that Prometheus parses', () => {
    const links = content().flatMap((panel) => objectsAt(panel, 'links').map((link) => textAt(link, 'url')));
    const drillDowns = links.filter((url) => url.startsWith('/explore?'));

    for (const url of drillDowns) {
      const panes = object(
        JSON.parse(new URL(url, 'https://grafana.example.com').searchParams.get('panes') ?? ''),
      );
      const [query] = objectsAt(object(Object.values(panes)[0]), 'queries');
      const expression = textAt(object(query), 'expr');
      expect(analyse(expression).problems, expression).toEqual([]);
      const picked = variablesIn(expression).filter((name) => !name.startsWith('__'));
      expect(new Set(picked)).toEqual(new Set(['namespace']));
    }
    expect(drillDowns).toHaveLength(content().filter(({ type }) => type !== 'alertlist').length);
  });

  test('of every panel to a runbook are those of the alerts that open it', () => {
    const opened = new Map<string, string[]>();
    for (const alert of alerts) {
      const annotations = objectAt(alert, 'annotations');
      const panel = new URL(textAt(annotations, 'dashboard_url')).searchParams.get('viewPanel') ?? '';
      opened.set(panel, [...(opened.get(panel) ?? []), textAt(annotations, 'runbook_url')]);
    }

    for (const panel of content()) {
      const runbooks = objectsAt(panel, 'links')
        .map((link) => textAt(link, 'url'))
        .filter((url) => url.endsWith('.md'));
      expect(runbooks.sort(), textAt(panel, 'title')).toEqual(
        [...new Set(opened.get(String(panel.id)))].sort(),
      );
    }
  });
});

test('the v2 dashboard holds the same panels, queries and links as the classic one', async () => {
  const v2 = await readFile(path.join(ROOT, 'out/grafana/observer.v2.json'), 'utf8');
  const elements = Object.values(objectAt(objectAt(object(JSON.parse(v2)), 'spec'), 'elements')).map(
    (element) => objectAt(object(element), 'spec'),
  );
  const titles = elements.map((spec) => textAt(spec, 'title'));

  expect(titles.sort()).toEqual(
    content()
      .map((panel) => textAt(panel, 'title'))
      .sort(),
  );
  for (const { expression } of queriesOf(dashboard)) expect(v2).toContain(JSON.stringify(expression));
  expect(objectAt(object(JSON.parse(v2)), 'spec').links).toEqual(dashboard.links);
  expect(objectsAt(dashboard, 'links').map((link) => textAt(link, 'title'))).toEqual([
    'Runbooks',
    '로그 (Explore)',
    'staging',
  ]);
});
