import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarSchema } from 'krx-calendar';
import { jobsOf } from 'observability-as-code/contract';
import { describe, expect, it } from 'vitest';
import { knownPaths } from '../generators/config/schema.ts';
import { contract } from '../metrics/index.ts';
import project from '../observability.ts';
import { thresholds } from '../signals/thresholds.ts';
import { observerWorkload } from '../workload/observer.ts';

const page = readFileSync(join(import.meta.dirname, 'configuration.md'), 'utf8');

/** Rows of tables whose first cell is a key, as lists of cells. */
const rows = [...page.matchAll(/^\| `([\w.-]+)` +\|(.*)\|$/gm)].map(([, key = '', rest = '']) => ({
  key,
  cells: rest.split('|').map((cell) => cell.trim()),
}));

describe('the page about the configuration', () => {
  it('has each key once, and no other', () => {
    const known = knownPaths({
      thresholds,
      jobs: jobsOf(contract),
      parts: project.parts ?? {},
      extensions: { calendar: calendarSchema },
      workload: observerWorkload,
    });
    expect(rows.map(({ key }) => key).sort()).toEqual([...known].sort());
  });

  it.each(Object.entries(thresholds))(
    'says the range and the default of the threshold %s',
    (name, threshold) => {
      const { minimum, maximum } = { maximum: undefined, ...threshold };
      const row = rows.find(({ key }) => key === `thresholds.${name}`);
      expect(row?.cells.slice(0, 2)).toEqual([
        [minimum, maximum].filter((bound) => bound !== undefined).join(', '),
        String(threshold.default),
      ]);
    },
  );
});
