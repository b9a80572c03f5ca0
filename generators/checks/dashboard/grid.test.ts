import { describe, expect, it } from 'vitest';
import type { GridPosition } from '../../compile/model.ts';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { grid } from './grid.ts';

/** Panels a, b, c … at these positions; the row is on the first line of the grid. */
const said = (...positions: readonly GridPosition[]) =>
  messages(grid, {
    panels: positions.map((position, index) => panelOf({ key: 'abcdef'.charAt(index), position })),
  });

describe('dashboard/grid', () => {
  it('finds panels that overlap, including the row', () => {
    expect(said({ x: 0, y: 1, w: 12, h: 8 }, { x: 11, y: 1, w: 12, h: 8 })).toEqual(['it overlaps panel a']);
    expect(said({ x: 0, y: 0, w: 12, h: 8 })).toEqual(['it overlaps row shop']);
  });

  it.each<[GridPosition]>([
    [{ x: 13, y: 1, w: 12, h: 8 }],
    [{ x: -1, y: 1, w: 12, h: 8 }],
    [{ x: 0, y: 1, w: 0, h: 8 }],
    [{ x: 0, y: 1, w: 12, h: 0 }],
    [{ x: 0, y: 1, w: 12.5, h: 8 }],
  ])('finds that %j does not fit', (position) => {
    expect(said(position)).toEqual([expect.stringContaining('does not fit into 24 columns')]);
  });

  it('finds the gap below a panel that is lower than its neighbour', () => {
    expect(said({ x: 0, y: 1, w: 12, h: 8 }, { x: 12, y: 1, w: 12, h: 4 })).toEqual([
      'it is 4 high next to panels 8 high, which leaves a gap below it',
    ]);
  });

  it('accepts a panel that fills the gap below a lower one', () => {
    expect(
      said({ x: 0, y: 1, w: 12, h: 8 }, { x: 12, y: 1, w: 12, h: 4 }, { x: 12, y: 5, w: 12, h: 4 }),
    ).toEqual([]);
  });

  it('accepts a last line that ends early', () => {
    expect(said({ x: 0, y: 1, w: 24, h: 8 }, { x: 0, y: 9, w: 8, h: 8 })).toEqual([]);
  });
});
