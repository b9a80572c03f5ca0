import { describe, expect, it } from 'vitest';
import { compareFiles } from './index.ts';
import { changesAsMarkdown, changesAsText } from './text.ts';

const RULES = `
groups:
  - name: shop
    interval: 30s
    rules:
      - record: job:orders:rate5m
        expr: sum by (job) (rate(orders_total[5m]))
      - alert: ShopErrors
        expr: errors / requests > 0.05
        for: 5m
        labels: { severity: critical }
        annotations:
          summary: Errors.
          dashboard_url: https://grafana.example.com/d/shop?viewPanel=7
      - alert: ShopBurn
        expr: burn > 14
        labels: { severity: critical }
      - alert: ShopBurn
        expr: burn > 1
        labels: { severity: warning }
`;

const DASHBOARD = JSON.stringify({
  uid: 'shop',
  title: 'Shop',
  time: { from: 'now-6h' },
  templating: { list: [{ name: 'pod', query: 'label_values(up, pod)' }] },
  annotations: { list: [] },
  panels: [
    { type: 'row', id: 1, title: 'Users', panels: [] },
    {
      type: 'timeseries',
      id: 7,
      title: 'Errors',
      gridPos: { x: 0, y: 1, w: 12, h: 8 },
      targets: [{ refId: 'A', expr: 'errors / requests', legendFormat: '{{job}}' }],
      fieldConfig: {
        defaults: {
          unit: 'percentunit',
          thresholds: { steps: [{ color: 'green' }, { color: 'red', value: 0.05 }] },
        },
      },
    },
    { type: 'row', id: 2, title: 'Details', panels: [{ type: 'stat', id: 8, title: 'Orders', targets: [] }] },
  ],
});

const SERVICE = 'kind: Service\nmetadata: { name: shop }\nspec: { ports: [{ name: http, port: 80 }] }\n';

const FILES = { 'rules.yaml': RULES, 'shop.json': DASHBOARD, 'service.yaml': SERVICE };

function changed(edits: Readonly<Record<string, (text: string) => string>>) {
  const after = Object.entries(FILES).map(([file, text]) => [file, edits[file]?.(text) ?? text] as const);
  return compareFiles(new Map(Object.entries(FILES)), new Map(after));
}

const replace = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`${from} is not there`);
  return text.replaceAll(from, to);
};
const plain = (_: string, text: string) => text;

describe('compareFiles', () => {
  it('finds nothing between the same files', () => {
    expect(changed({})).toEqual([]);
  });

  it.each<{ what: string; edits: Parameters<typeof changed>[0]; expected: string }>([
    {
      what: 'a threshold in the unit of the panel that the alert opens',
      edits: { 'rules.yaml': replace('0.05', '0.02'), 'shop.json': replace('0.05', '0.02') },
      expected: `Rules
  ~ alert ShopErrors
      threshold: 5 % → 2 %

Dashboard Shop
  ~ panel Errors (row Users)
      thresholds: red from 5 % → red from 2 %

`,
    },
    {
      what: 'how long an alert waits, and what it says',
      edits: {
        'rules.yaml': (text) => text.replace('for: 5m', 'for: 10m').replace('Errors.', 'Too many errors.'),
      },
      expected: `Rules
  ~ alert ShopErrors
      for: 5m → 10m
      annotations.summary: Errors. → Too many errors.

`,
    },
    {
      what: 'the right one of two alerts of a name',
      edits: { 'rules.yaml': replace('burn > 1\n', 'burn > 2\n') },
      expected: `Rules
  ~ alert ShopBurn
      threshold: 1 → 2

`,
    },
    {
      what: 'a metric under another name, with all who read it',
      edits: {
        'rules.yaml': replace('errors / requests', 'failures / requests'),
        'shop.json': replace('errors / requests', 'failures / requests'),
      },
      expected: `Rules
  ~ alert ShopErrors
      metric: errors → failures

Dashboard Shop
  ~ panel Errors (row Users)
      query A: metric: errors → failures

Metrics
  ~ metric errors
      name: errors → failures
      read by: panel Errors, alert ShopErrors

`,
    },
    {
      what: 'rules that come and go',
      edits: { 'rules.yaml': replace('record: job:orders:rate5m', 'record: job:orders:rate1m') },
      expected: `Rules
  + recording rule job:orders:rate1m
      query: sum by (job) (rate(orders_total[5m]))
  - recording rule job:orders:rate5m

`,
    },
    {
      what: 'a panel that moves to another row',
      edits: { 'shop.json': replace('"title":"Details"', '"title":"Users"') },
      expected: `Dashboard Shop
  - row Details
  ~ panel Orders (row Users)
      row: Details → Users

`,
    },
    {
      what: 'the size, type and legend of a panel, and the range of the dashboard',
      edits: {
        'shop.json': (text) =>
          text
            .replace('"w":12', '"w":8')
            .replace('timeseries', 'stat')
            .replace('{{job}}', '')
            .replace('6h', '3h'),
      },
      expected: `Dashboard Shop
  ~ dashboard Shop
      time.from: now-6h → now-3h
  ~ panel Errors (row Users)
      type: timeseries → stat
      size: 12×8 → 8×8
      query A: legendFormat: {{job}} → 

`,
    },
    {
      what: 'a Kubernetes object by the path in it',
      edits: { 'service.yaml': replace('port: 80', 'port: 8000') },
      expected: `Configuration
  ~ object Service shop
      spec.ports[http].port: 80 → 8000

`,
    },
  ])('reports $what', ({ edits, expected }) => {
    expect(changesAsText(changed(edits), plain)).toBe(expected);
  });

  it('reads a dashboard in a ConfigMap and rules in a PrometheusRule as their contents', () => {
    const wrapped = new Map([
      [
        'dashboard.yaml',
        `kind: ConfigMap\nmetadata: { name: d }\ndata: { "shop.json": ${JSON.stringify(DASHBOARD)} }`,
      ],
      ['rule.yaml', `kind: PrometheusRule\nmetadata: { name: r }\nspec:${RULES.replaceAll('\n', '\n  ')}`],
      ['service.yaml', SERVICE],
    ]);
    expect(compareFiles(new Map(Object.entries(FILES)), wrapped)).toEqual([]);
  });

  it('names the unreadable file', () => {
    expect(() => compareFiles(new Map([['x.json', '{']]), new Map())).toThrow('diff/unreadable');
  });
});

describe('changesAsMarkdown', () => {
  it('is a list under headings, with all texts escaped', () => {
    const changes = [
      {
        section: 'Dashboard <b>*Shop*</b>',
        part: 'panel',
        name: 'Orders `per` hour',
        action: 'changed',
        details: [{ what: 'title', before: '@everyone `x`', after: '주문' }],
      },
    ] as const;
    expect(changesAsMarkdown(changes, 'What changes')).toBe(
      [
        '## What changes',
        '',
        '### Dashboard \\<b\\>\\*Shop\\*\\</b\\>',
        '',
        '- **changed** panel ``Orders `per` hour``',
        '  - title: `` @everyone `x` `` → `주문`',
        '',
      ].join('\n'),
    );
  });

  it('says when nothing changes, and counts what exceeds its limit', () => {
    expect(changesAsMarkdown([], 'What changes')).toBe('## What changes\n\nNothing changes.\n');
    const details = Array.from({ length: 15 }, (_, index) => ({ what: `key ${index}`, after: 'x' }));
    const change = { section: 'Rules', part: 'alert', name: 'A', action: 'added', details } as const;
    expect(changesAsMarkdown([change], 'x')).toContain('  - key 11: `x`\n  - … and 3 more\n');
  });
});

it('compares the rules of a service of a fleet with its own, whose names all services share', () => {
  const fleet = (...services: readonly string[]) =>
    new Map([
      [
        'prometheus/fleet.rules.yaml',
        JSON.stringify({
          groups: services.map((service) => ({
            name: service,
            rules: [{ record: 'pod:restarts', expr: `sum(restarts{app="${service}"})` }],
          })),
        }),
      ],
    ]);

  expect(compareFiles(fleet('a', 'b', 'c'), fleet('b', 'c'))).toMatchObject([
    { part: 'rule group', name: 'a', action: 'removed' },
    { part: 'recording rule', name: 'pod:restarts', action: 'removed' },
  ]);
});
