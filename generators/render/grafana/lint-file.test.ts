import { describe, expect, test } from 'vitest';
import type { CompiledDashboard, CompiledPanel } from '../../compile/model.ts';
import { smallDashboard } from './fixtures/small-dashboard.ts';
import { lintFile } from './lint-file.ts';

function panelOf(key: string): CompiledPanel {
  const panel = smallDashboard.rows
    .flatMap(({ panels }) => panels)
    .find(({ definition }) => definition.key === key);
  if (panel === undefined) throw new Error(`the fixture has no panel ${key}`);
  return panel;
}

/** A dashboard with these panels only. */
function dashboardOf(...panels: readonly CompiledPanel[]): CompiledDashboard {
  return { ...smallDashboard, rows: smallDashboard.rows.slice(0, 1).map((row) => ({ ...row, panels })) };
}

describe('lintFile', () => {
  test('excludes the panels of other exporters from the rules of job and instance, each with its reason', () => {
    const { exclusions = {} } = lintFile(smallDashboard, []);
    expect(Object.keys(exclusions)).toEqual(['target-job-rule', 'target-instance-rule']);
    for (const rule of Object.values(exclusions)) {
      expect(rule?.reason).toMatch(/platform/);
      expect(rule?.entries).toEqual(
        ['Volume Free', 'Volume Size', 'Volumes'].map((panel) => ({
          dashboard: 'Shop',
          panel,
          reason: "Reads the kubelet: a choice of the service's job or instance must not empty it.",
        })),
      );
    }
  });

  test('excludes nothing where everything is the service’s own: an empty rule would be off altogether', () => {
    expect(lintFile(dashboardOf(panelOf('error-ratio'), panelOf('alerts')), [])).toEqual({ exclusions: {} });
  });

  test('excludes single targets of a panel that also reads the service', () => {
    const mixed: CompiledPanel = {
      ...panelOf('error-ratio'),
      targets: [...panelOf('error-ratio').targets, ...panelOf('volume-bars').targets],
    };
    expect(lintFile(dashboardOf(mixed), []).exclusions?.['target-job-rule']?.entries).toEqual([
      expect.objectContaining({ panel: 'Error Rate', targetIdx: '1' }),
    ]);
  });
});
