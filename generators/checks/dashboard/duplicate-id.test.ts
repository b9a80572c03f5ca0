import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { duplicateId } from './duplicate-id.ts';

describe('dashboard/duplicate-id', () => {
  it('finds panels whose keys collide', () => {
    const panels = [panelOf({ key: 'a', id: 7 }), panelOf({ key: 'b', id: 8 }), panelOf({ key: 'c', id: 7 })];
    expect(messages(duplicateId, { panels })).toEqual(['panel a has the same id 7']);
  });

  it('finds a panel that collides with its row', () => {
    expect(messages(duplicateId, { panels: [panelOf({ key: 'a', id: 100 })] })).toEqual([
      'row shop has the same id 100',
    ]);
  });

  it('leaves duplicate keys to their own check', () => {
    const panels = [panelOf({ key: 'a', id: 7 }), panelOf({ key: 'a', id: 7 })];
    expect(messages(duplicateId, { panels })).toEqual([]);
  });
});
