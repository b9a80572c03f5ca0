import { expect, test } from 'vitest';
import { classicDashboard } from '../../generators/render/grafana/classic.ts';
import { smallConfig, smallDashboard } from '../../generators/render/grafana/fixtures/small-dashboard.ts';
import { type LintConfigEntry, lintFile } from '../../generators/render/grafana/lint-file.ts';
import { dashboardWith, panelWith } from './fixtures/dashboard.ts';
import { lintDashboard } from './lint.ts';

const both = '{job=~"$job", instance=~"$instance"}';

test('what we generate passes, with nothing excluded but the panels of platform exporters', () => {
  const results = lintDashboard(classicDashboard(smallDashboard, smallConfig), lintFile(smallDashboard, []));
  expect(results.filter(({ severity }) => severity !== 'excluded')).toEqual([]);
  expect(new Set(results.map(({ rule }) => rule))).toEqual(
    new Set(['target-job-rule', 'target-instance-rule']),
  );
  expect(new Set(results.map(({ panel }) => panel))).toEqual(
    new Set(['Volume Free', 'Volume Size', 'Volumes']),
  );
});

test('panels inside rows are looked at', () => {
  const nested = panelWith({ id: 3, title: 'Nested', description: '' });
  const dashboard = dashboardWith({
    furtherPanels: [{ id: 4, type: 'row', title: 'Row', panels: [nested] }],
  });
  expect(lintDashboard(dashboard).map(({ rule, panel }) => [rule, panel])).toEqual([
    ['panel-title-description-rule', 'Nested'],
  ]);
});

test.each<readonly [string, boolean, LintConfigEntry[]]>([
  ['the whole rule, as there are no entries', true, []],
  ['the panel', true, [{ dashboard: 'Shop', panel: 'Requests' }]],
  ['the target', true, [{ dashboard: 'Shop', panel: 'Requests', targetIdx: '0' }]],
  ['another target', false, [{ dashboard: 'Shop', panel: 'Requests', targetIdx: '1' }]],
  ['another panel', false, [{ dashboard: 'Shop', panel: 'Errors' }]],
  ['another dashboard', false, [{ dashboard: 'Store', panel: 'Requests' }]],
  [
    'one panel of several',
    true,
    [
      { dashboard: 'Shop', panel: 'Errors' },
      { dashboard: 'Shop', panel: 'Requests' },
    ],
  ],
])('the configuration may exclude %s', (_, isExcluded, entries) => {
  const dashboard = dashboardWith({ target: { expr: 'a{instance=~"$instance"}' } });
  const exclusions = { 'target-job-rule': { reason: 'The platform.', entries } };
  expect(lintDashboard(dashboard, { exclusions })).toEqual([
    expect.objectContaining({ rule: 'target-job-rule', severity: isExcluded ? 'excluded' : 'error' }),
  ]);
});

test('a finding names the panel and the position of the target', () => {
  const target = { expr: `rate(a${both}[5m])` };
  const dashboard = dashboardWith({
    panel: { targets: [{ expr: `rate(a${both}[$__rate_interval])` }, target] },
  });
  expect(lintDashboard(dashboard)).toEqual([
    expect.objectContaining({ rule: 'target-rate-interval-rule', panel: 'Requests', targetIndex: 1 }),
  ]);
});

test.each<readonly [string, unknown]>([
  ['no object', []],
  ['a variable without query', dashboardWith({ furtherVariables: [{ type: 'textbox', name: 'search' }] })],
  ['a chosen value that is a number', dashboardWith({ job: { current: { value: 1 } } })],
  ['an empty list of chosen values', dashboardWith({ job: { current: { value: [] } } })],
])('%s cannot be read by the linter at all', (_, dashboard) => {
  expect(() => lintDashboard(dashboard)).toThrow();
});
