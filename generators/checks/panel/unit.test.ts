import { describe, expect, it } from 'vitest';
import type { Column, GrafanaUnit } from '../../define/dashboard.ts';
import type { Unit } from '../../promql/build/unit.ts';
import { messages } from '../testing/findings.ts';
import { panelOf, queryOf } from '../testing/service.ts';
import { unit } from './unit.ts';

const said = (shown: GrafanaUnit, given: Unit) =>
  messages(unit, {
    panels: [panelOf({ unit: shown, plots: [{ query: queryOf('vector(1)', { unit: given }) }] })],
  });

describe('panel/unit', () => {
  it.each<[GrafanaUnit, Unit]>([
    ['percent', 'ratio'],
    ['percentunit', 'percent'],
    ['bytes', 'bytes/s'],
    ['Bps', 'bytes'],
    ['s', 'count'],
    ['short', 'count/s'],
    ['dateTimeFromNow', 'timestamp'],
    ['dateTimeAsIso', 'seconds'],
  ])('%s does not show %s', (shown, given) => {
    expect(said(shown, given)).toEqual([`the panel shows "${shown}", but the query returns ${given}`]);
  });

  it.each<[GrafanaUnit, Unit]>([
    ['percentunit', 'ratio'],
    ['percent', 'percent'],
    ['bytes', 'bytes'],
    ['Bps', 'bytes/s'],
    ['s', 'seconds'],
    ['reqps', 'count/s'],
    ['short', 'count'],
    ['short', 'seconds/s'],
    ['dateTimeFromNow', 'timestamp-ms'],
    ['percent', 'unknown'],
  ])('%s shows %s', (shown, given) => {
    expect(said(shown, given)).toEqual([]);
  });

  it('is that of the column of a table that shows the query', () => {
    const shares = { query: queryOf('vector(1)', { unit: 'ratio' }), legend: 'Errors' };
    const tableWith = (columns: readonly Column[]) =>
      messages(unit, { panels: [panelOf({ kind: 'table', unit: 'bytes', plots: [shares], columns })] });

    expect(tableWith([{ of: 'Errors', unit: 'percentunit' }])).toEqual([]);
    expect(tableWith([{ of: 'Errors', unit: 's' }])).toEqual([
      'the column shows "s", but the query returns ratio',
    ]);
    expect(tableWith([{ of: 'Other', unit: 'percentunit' }])).toEqual([
      'the panel shows "bytes", but the query returns ratio',
    ]);
  });

  it('refuses a unit that Grafana would print as text', () => {
    const panel = panelOf();
    // Definitions in JavaScript have no types.
    const definition = { ...panel.definition, unit: JSON.parse('"rds"') };
    expect(messages(unit, { panels: [{ ...panel, definition }] })).toEqual([
      '"rds" is not a unit that a panel can have',
    ]);
  });
});
