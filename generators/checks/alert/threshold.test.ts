import { describe, expect, it } from 'vitest';
import type { Threshold } from '../../define/rules.ts';
import { messages } from '../testing/findings.ts';
import { alertOf, panelOf } from '../testing/service.ts';
import { threshold } from './threshold.ts';

const compared: Threshold = { signal: 'stock', comparison: '<', value: 1 };
const rule = alertOf({ threshold: compared });
const panelWith = (...lines: readonly Threshold[]) =>
  panelOf({
    plots: [{ signal: 'stock' }],
    thresholds: lines.map((line) => ({ ...line, alert: rule.definition })),
  });

describe('alert/threshold', () => {
  it('requires the line on the panel that plots the signal', () => {
    expect(messages(threshold, { panels: [panelWith()], rules: [rule] })).toEqual([
      'panel stock plots the signal without the threshold 1',
    ]);
    expect(messages(threshold, { panels: [panelWith(compared)], rules: [rule] })).toEqual([]);
  });

  it.each<[Threshold]>([[{ ...compared, value: 2 }], [{ ...compared, comparison: '>' }]])(
    'refuses the threshold %j, which is not that of the alert',
    (line) => {
      expect(messages(threshold, { panels: [panelWith(line)], rules: [rule] })).toEqual([
        `the alert fires at < 1, but the panel draws ${line.comparison} ${line.value}`,
      ]);
    },
  );

  it('distinguishes the lines of alerts that share a name', () => {
    const other = alertOf({ threshold: { ...compared, value: 2 } });
    const panel = panelOf({
      plots: [{ signal: 'stock' }],
      thresholds: [rule, other].flatMap(({ definition }) => {
        const line = definition.condition.threshold;
        return line === undefined ? [] : [{ ...line, alert: definition }];
      }),
    });
    expect(messages(threshold, { panels: [panel], rules: [rule, other] })).toEqual([]);
  });

  it('refuses a signal that no panel plots, unless the alert names a panel', () => {
    const panels = [panelOf({ plots: [{ signal: 'other' }] })];
    expect(messages(threshold, { panels, rules: [rule] })).toEqual([
      'the alert compares the signal "stock", which no panel plots',
    ]);
    expect(
      messages(threshold, { panels, rules: [alertOf({ threshold: compared, panel: 'other' })] }),
    ).toEqual([]);
  });
});
