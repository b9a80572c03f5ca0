import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { duplicateRef } from './duplicate-ref.ts';

describe('panel/duplicate-ref', () => {
  it('finds a name once, however often it is repeated', () => {
    const plots = ['A', 'B', 'A', 'A'].map((ref) => ({ ref }));
    expect(messages(duplicateRef, { panels: [panelOf({ plots })] })).toEqual([
      'two queries of the panel have the ref "A"',
    ]);
  });

  it('lets panels use the same names', () => {
    const panels = [panelOf({ plots: [{ ref: 'A' }] }), panelOf({ plots: [{ ref: 'A' }] })];
    expect(messages(duplicateRef, { panels })).toEqual([]);
  });
});
