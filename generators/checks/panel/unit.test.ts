import { describe, expect, it } from 'vitest';
import type { GrafanaUnit } from '../../define/dashboard.ts';
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

  it('refuses a unit that Grafana would print as text', () => {
    const panel = panelOf();
    // Definitions in JavaScript have no types.
    const definition = { ...panel.definition, unit: JSON.parse('"rds"') };
    expect(messages(unit, { panels: [{ ...panel, definition }] })).toEqual([
      'Grafana has no unit "rds" and prints it after the number',
    ]);
  });
});
