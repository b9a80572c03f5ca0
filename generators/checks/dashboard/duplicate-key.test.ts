import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { duplicateKey } from './duplicate-key.ts';

const row = (key: string, ...panels: readonly string[]) => ({
  definition: { key, title: key, panels: [], isCollapsed: false },
  id: 1,
  position: { x: 0, y: 0, w: 24, h: 1 },
  panels: panels.map((one) => panelOf({ key: one })),
});

describe('dashboard/duplicate-key', () => {
  it('finds panels with the same key, even in different rows', () => {
    expect(messages(duplicateKey, { rows: [row('one', 'a', 'b'), row('two', 'a')] })).toEqual([
      'another panel also has the key "a"',
    ]);
  });

  it('finds rows with the same key', () => {
    expect(messages(duplicateKey, { rows: [row('one', 'a'), row('one', 'b')] })).toEqual([
      'another row also has the key "one"',
    ]);
  });
});
