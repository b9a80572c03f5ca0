import type { Panel } from '../dashboard/model.ts';

const COLUMNS = 24;
const CELL_HEIGHT = 30;
const GAP = 8;
/** Below it Grafana puts all panels into one column. */
const NARROW = 769;

export interface Box {
  readonly panel: Panel;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whole pixels, so that pictures do not depend on how fractions are rounded. */
export function layOut(panels: readonly Panel[], width: number): { boxes: readonly Box[]; height: number } {
  const boxes = width < NARROW ? inOneColumn(panels, width) : inGrid(panels, width);
  const bottom = Math.max(0, ...boxes.map(({ top, height }) => top + height));
  return { boxes, height: bottom + GAP };
}

function inGrid(panels: readonly Panel[], width: number): readonly Box[] {
  const column = (width + GAP) / COLUMNS;
  return panels.map((panel) => {
    const { x, y, w, h } = panel.place;
    const left = Math.round(x * column);
    return {
      panel,
      left,
      top: y * (CELL_HEIGHT + GAP),
      width: Math.round((x + w) * column) - GAP - left,
      height: heightOf(h),
    };
  });
}

function inOneColumn(panels: readonly Panel[], width: number): readonly Box[] {
  const ordered = [...panels].sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  let top = 0;
  return ordered.map((panel) => {
    const box = { panel, left: 0, top, width, height: heightOf(panel.place.h) };
    top += box.height + GAP;
    return box;
  });
}

function heightOf(rows: number): number {
  return rows * CELL_HEIGHT + (rows - 1) * GAP;
}
