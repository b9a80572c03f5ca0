import { describe, expect, test } from 'vitest';
import { dashboardWith } from './fixtures/dashboard.ts';
import { lintDashboard } from './lint.ts';
import { RULES } from './rules.ts';
import { LINTER_UNITS } from './units.ts';

/** The rules that a dashboard breaks, each as often as it breaks it. */
function broken(dashboard: object): readonly string[] {
  return lintDashboard(dashboard).map(({ rule }) => rule);
}

const expr = (text: string) => ({ target: { expr: text } });
const both = '{job=~"$job", instance=~"$instance"}';
type Change = Parameters<typeof dashboardWith>[0];

test('the dashboard that the tables below change passes', () => {
  expect(lintDashboard(dashboardWith())).toEqual([]);
});

/** Rule → what breaks it, and nothing else. */
const FAILING: Readonly<Record<string, readonly (readonly [string, Change])[]>> = {
  'template-datasource-rule': [
    ['a picker with a label of its own', { datasource: { label: 'DS' } }],
    [
      'a second picker',
      {
        furtherVariables: [
          { type: 'datasource', name: 'loki_datasource', label: 'Loki data source', query: 'loki' },
        ],
      },
    ],
  ],
  'template-job-rule': [
    ['no variable', { job: { name: 'jobs' } }],
    ['another data source', { job: { datasource: { uid: 'prometheus' } } }],
    ['a data source without uid', { job: { datasource: { type: 'prometheus' } } }],
    ['no query', { job: { type: 'custom' } }],
    ['another label', { job: { label: 'job' } }],
    ['one value only', { job: { multi: false } }],
    ['an All that also matches no job', { job: { allValue: '.*' } }],
  ],
  'template-instance-rule': [
    ['no variable', { instance: { name: 'pod' } }],
    ['an All that lists every value', { instance: { allValue: null } }],
  ],
  'template-label-promql-rule': [
    ['no function', { job: { query: 'up' } }],
    ['an unknown function', { job: { query: 'label_value(up, job)' } }],
    ['no PromQL', { job: { query: 'label_values(sum(up, job)' } }],
  ],
  'template-on-time-change-reload-rule': [
    ['loaded once', { job: { refresh: 1 } }],
    ['never loaded', { job: { refresh: undefined } }],
  ],
  'panel-datasource-rule': [
    ['a literal data source', { panel: { datasource: { type: 'prometheus', uid: 'P1' } } }],
    ['one said on the targets only', { panel: { datasource: null } }],
    ['several', { panel: { datasource: { type: 'datasource', uid: '-- Mixed --' } } }],
    ['one without uid', { panel: { datasource: {} } }],
  ],
  'panel-title-description-rule': [
    ['no title', { panel: { title: '' } }],
    ['no description', { panel: { description: undefined } }],
  ],
  'panel-units-rule': [
    ['no unit', { panel: { fieldConfig: { defaults: {} } } }],
    ['a unit of its own', { panel: { fieldConfig: { defaults: { unit: 'suffix:/s' } } } }],
    ['a unit that the linter does not know', { panel: { fieldConfig: { defaults: { unit: 'eps' } } } }],
    [
      'a good unit under a bad override',
      {
        panel: {
          fieldConfig: {
            defaults: { unit: 's' },
            overrides: [{ properties: [{ id: 'unit', value: 'rds' }] }],
          },
        },
      },
    ],
  ],
  'panel-no-targets-rule': [['no list', { panel: { targets: undefined } }]],
  'target-promql-rule': [
    ['no query', expr('')],
    ['a bracket without end', expr(`sum(rate(shop_requests_total${both}[$__rate_interval])`)],
    ['a range that is no duration', expr(`rate(shop_requests_total${both}[$interval])`)],
    ['a panel that does not exist', { target: { expr: '', panelId: 7 } }],
  ],
  'target-rate-interval-rule': [
    ['a fixed range', expr(`rate(shop_requests_total${both}[5m])`)],
    ['the interval of the panel', expr(`irate(shop_requests_total${both}[$__interval])`)],
    ['a shifted fixed range', expr(`rate(shop_requests_total${both}[5m] offset 1h)`)],
    ['a range that is no direct argument', expr(`increase((shop_requests_total${both}[5m]))`)],
  ],
  'target-job-rule': [
    ['no matcher', expr('shop_open_orders{instance=~"$instance"}')],
    ['equality', expr('shop_open_orders{job="$job", instance=~"$instance"}')],
    ['braces', expr('shop_open_orders{job=~"${job}", instance=~"$instance"}')],
    ['a bar gauge', { panel: { type: 'bargauge' }, ...expr('shop_open_orders{instance=~"$instance"}') }],
  ],
  'target-instance-rule': [
    ['no matcher', expr('shop_open_orders{job=~"$job"}')],
    ['one selector of two', expr(`shop_open_orders${both} / shop_all_orders{job=~"$job"}`)],
  ],
  'uneditable-dashboard': [['an editable one', { root: { editable: true } }]],
};

/** What breaks several rules, or can only be seen where others are broken too. */
const TOGETHER: readonly (readonly [string, Change, readonly string[]])[] = [
  [
    'no picker of the data source',
    { datasource: { type: 'custom' } },
    ['template-datasource-rule', 'panel-datasource-rule'],
  ],
  [
    'a picker with a name of its own',
    { datasource: { name: 'prom' } },
    ['template-datasource-rule', 'panel-datasource-rule'],
  ],
  [
    'a bare counter',
    expr('sum(shop_requests_total)'),
    ['target-job-rule', 'target-instance-rule', 'target-counter-agg-rule'],
  ],
  [
    'a bare counter with empty braces under another function',
    expr('resets(shop_requests_total{}[1h])'),
    ['target-job-rule', 'target-instance-rule', 'target-counter-agg-rule'],
  ],
  [
    'a bare counter under increase, which may have a fixed range',
    expr('increase(shop_requests_total[1h])'),
    ['target-job-rule', 'target-instance-rule'],
  ],
  [
    'two selectors without matchers, each for itself',
    expr('shop_open_orders / shop_all_orders'),
    ['target-job-rule', 'target-job-rule', 'target-instance-rule', 'target-instance-rule'],
  ],
  [
    'a query of logs',
    { target: { datasource: { type: 'loki', uid: '${datasource}' }, expr: `a${both}` } },
    ['target-logql-rule', 'target-logql-auto-rule'],
  ],
];

/** What looks wrong and is not looked at. */
const PASSING: readonly (readonly [string, Change])[] = [
  ['a stat without a data source of its own', { panel: { type: 'stat', datasource: null } }],
  [
    'a bar gauge without title, description and unit',
    { panel: { type: 'bargauge', title: '', fieldConfig: {} } },
  ],
  [
    'a panel without unit that shows texts',
    { panel: { fieldConfig: { defaults: { mappings: [{ type: 'value', options: {} }] } } } },
  ],
  [
    'a panel without unit and with an empty list of mappings',
    { panel: { fieldConfig: { defaults: { mappings: [] } } } },
  ],
  [
    'a stat without unit that shows some fields',
    { panel: { type: 'stat', fieldConfig: {}, options: { reduceOptions: { fields: '/.*/' } } } },
  ],
  [
    'a bad unit under a good override',
    {
      panel: {
        fieldConfig: { defaults: { unit: 'rds' }, overrides: [{ properties: [{ id: 'unit', value: 's' }] }] },
      },
    },
  ],
  ['an empty list of targets', { panel: { targets: [] } }],
  ['a target that shows the results of a panel', { target: { expr: '', panelId: 1 } }],
  ['a fixed range of another function', expr(`max_over_time(shop_open_orders${both}[1h])`)],
  ['a fixed range of increase', expr(`increase(shop_requests_total${both}[1h])`)],
  ['a subquery of fixed length', expr(`max_over_time(shop_open_orders${both}[1h:5m])`)],
  ['a shifted range', expr(`rate(shop_requests_total${both}[$__rate_interval] offset 1h)`)],
  ['the other forms of a variable', expr(`rate(shop_requests_total${both}[\${__rate_interval}])`)],
  ['a counter with matchers outside of rate, which the linter overlooks', expr(`shop_requests_total${both}`)],
  ['a variable of metrics', { job: { query: 'query_result(sum by (job) (up{namespace="a, b"}))' } }],
  ['a text box without function', { furtherVariables: [{ type: 'textbox', name: 'search', query: '' }] }],
];

describe.each(Object.entries(FAILING))('%s', (rule, cases) => {
  test.each(cases)('fails for %s', (_, change) => {
    expect(broken(dashboardWith(change))).toEqual([rule]);
  });
});

test.each(TOGETHER)('%s breaks several rules', (_, change, rules) => {
  expect(broken(dashboardWith(change))).toEqual(rules);
});

test.each(PASSING)('%s passes', (_, change) => {
  expect(broken(dashboardWith(change))).toEqual([]);
});

test('each of the 17 rules has a dashboard that breaks it', () => {
  const shown = [
    ...Object.entries(FAILING).flatMap(([rule, cases]) => cases.map(() => rule)),
    ...TOGETHER.flatMap(([, , rules]) => rules),
  ];
  expect(Object.keys(RULES)).toHaveLength(17);
  expect([...new Set(shown)].toSorted()).toEqual(Object.keys(RULES).toSorted());
});

test('there are as many units as the linter has', () => {
  expect(LINTER_UNITS.size).toBe(249);
});
