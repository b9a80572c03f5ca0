import { expect, test } from 'vitest';
import type { LintConfig, LintConfigEntry } from '../../generators/render/grafana/lint-file.ts';
import { dashboardWith } from './fixtures/dashboard.ts';
import { lintDashboard } from './lint.ts';

/** The second target breaks target-job-rule. */
const dashboard = dashboardWith({
  panel: {
    targets: [{ expr: 'a{job=~"$job", instance=~"$instance"}' }, { expr: 'a{instance=~"$instance"}' }],
  },
});

function severities(config: LintConfig, linted: object = dashboard): readonly string[] {
  return lintDashboard(linted, config).map(({ severity }) => severity);
}

const excluding = (...entries: LintConfigEntry[]): LintConfig => ({
  exclusions: { 'target-job-rule': { reason: 'The platform.', entries } },
});

test.each<readonly [string, LintConfig, string]>([
  ['nothing', {}, 'error'],
  ['another rule', { exclusions: { 'target-instance-rule': null } }, 'error'],
  ['the whole rule, by its name alone', { exclusions: { 'target-job-rule': null } }, 'excluded'],
  ['the whole rule, as there are no entries', excluding(), 'excluded'],
  ['the panel', excluding({ dashboard: 'Shop', panel: 'Requests' }), 'excluded'],
  ['the target', excluding({ dashboard: 'Shop', panel: 'Requests', targetIdx: '1' }), 'excluded'],
  ['another target', excluding({ dashboard: 'Shop', panel: 'Requests', targetIdx: '0' }), 'error'],
  ['another panel', excluding({ dashboard: 'Shop', panel: 'Errors' }), 'error'],
  ['another dashboard', excluding({ dashboard: 'Store', panel: 'Requests' }), 'error'],
  ['a panel of no dashboard', excluding({ panel: 'Requests' }), 'error'],
  [
    'one entry of several',
    excluding({ dashboard: 'Shop' }, { dashboard: 'Shop', panel: 'Requests' }),
    'excluded',
  ],
  ['a warning', { warnings: { 'target-job-rule': null } }, 'warning'],
  ['both, where the warning wins', { ...excluding(), warnings: { 'target-job-rule': null } }, 'warning'],
])('where the configuration names %s', (_, config, severity) => {
  expect(severities(config)).toEqual([severity]);
});

test('a finding of the whole dashboard is excluded by the dashboard alone', () => {
  const config: LintConfig = { exclusions: { 'uneditable-dashboard': { entries: [{ dashboard: 'Shop' }] } } };
  expect(severities(config, dashboardWith({ root: { editable: true } }))).toEqual(['excluded']);
});
