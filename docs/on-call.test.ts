import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadServices } from '../generators/cli/load.ts';
import { compileService } from '../generators/compile/service.ts';
import project from '../observability.ts';
import { FAULTS } from '../tests/on-call/faults.ts';
import { faultTable } from '../tests/on-call/table.ts';

const rows = await faultTable();
const { services } = await loadServices(
  project,
  path.join(import.meta.dirname, '../observability.yaml'),
  undefined,
);
const compiled = services.map((config) => compileService(project, config));

describe('the table of faults', () => {
  it('has a row for each fault that is tried, and no other', () => {
    expect(rows.map(({ fault }) => fault)).toEqual(FAULTS.map(({ name }) => name));
  });

  it.each(rows)('names the panels that the alerts of "$fault" open', ({ panels, pages, tickets }) => {
    expect(panels).toEqual([...new Set([...pages, ...tickets].flatMap(panelOf))]);
  });

  it('pages at most once for a fault, and for more than ten of them once', () => {
    expect(rows.filter(({ pages }) => pages.length > 1)).toEqual([]);
    expect(rows.filter(({ pages }) => pages.length === 1).length).toBeGreaterThan(10);
  });
});

/** The title of the panel that the first rule of that name opens. */
function panelOf(alert: string): readonly string[] {
  return compiled.flatMap(({ groups, dashboard }) => {
    const rules = groups.flatMap((group) => group.rules);
    const opened = rules.find((rule) => rule.kind === 'alert' && rule.definition.name === alert);
    const key = opened?.kind === 'alert' ? opened.panel : undefined;
    const panels = dashboard.rows.flatMap((row) => row.panels.map(({ definition }) => definition));
    return panels.filter((panel) => panel.key === key).map(({ title }) => title);
  });
}
