import { expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { duplicateTitle } from './duplicate-title.ts';

it('dashboard/duplicate-title names the other panel with that title', () => {
  const panels = [
    panelOf({ key: 'a', title: 'Stock' }),
    panelOf({ key: 'b', title: 'Orders' }),
    panelOf({ key: 'c', title: 'Stock' }),
  ];
  expect(messages(duplicateTitle, { panels })).toEqual(['panel a has the same title "Stock"']);
});
