import type { Row } from '../define/dashboard.ts';
import type { GridPosition } from './model.ts';

/** Columns of Grafana's grid. */
const COLUMNS = 24;

export interface PlacedRow {
  readonly definition: Row;
  readonly position: GridPosition;
  /** In the order of the row's panels. */
  readonly panels: readonly GridPosition[];
}

/**
 * Fills each row from left to right, and starts a new line if a panel does not fit. The next line starts
 * below the highest panel, so nothing overlaps.
 */
export function placeRows(rows: readonly Row[]): readonly PlacedRow[] {
  let y = 0;
  return rows.map((definition) => {
    const position = { x: 0, y, w: COLUMNS, h: 1 };
    y += 1;
    let x = 0;
    let lineHeight = 0;
    const panels = definition.panels.map(({ width: w, height: h }) => {
      if (x + w > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      const place = { x, y, w, h };
      x += w;
      lineHeight = Math.max(lineHeight, h);
      return place;
    });
    y += lineHeight;
    return { definition, position, panels };
  });
}
