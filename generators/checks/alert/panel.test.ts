import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { alertOf, panelOf } from '../testing/service.ts';
import { panel } from './panel.ts';

const panels = [panelOf({ key: 'stock' })];

describe('alert/panel', () => {
  it('refuses an alert that opens no panel', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: undefined })] })).toEqual([
      'no panel plots the signal of the alert, and the alert sets no panel',
    ]);
  });

  it('refuses a panel that is not there', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: 'stok' })] })).toEqual([
      'the dashboard has no panel "stok"',
    ]);
  });

  it('asks none of an alert that goes to machines', () => {
    expect(messages(panel, { panels, rules: [alertOf({ opens: undefined, severity: 'none' })] })).toEqual([]);
  });
});
