import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { duplicateRef } from './duplicate-ref.ts';

describe('panel/duplicate-ref', () => {
  it('reports a name once, however often it is repeated', () => {
    const plots = ['A', 'B', 'A', 'A'].map((ref) => ({ ref }));
    expect(messages(duplicateRef, { panels: [panelOf({ plots })] })).toEqual([
      'two queries of the panel have the ref "A"',
    ]);
  });

  it('accepts the same names in different panels', () => {
    const panels = [panelOf({ plots: [{ ref: 'A' }] }), panelOf({ plots: [{ ref: 'A' }] })];
    expect(messages(duplicateRef, { panels })).toEqual([]);
  });
});
