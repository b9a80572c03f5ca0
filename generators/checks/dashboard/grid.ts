import type { CompiledPanel, GridPosition, RenderedService } from '../../compile/model.ts';
import { defineCheck, type Finding } from '../check.ts';
import { type Definition, panelDefinition, placeOf } from '../place.ts';

const COLUMNS = 24;

export const grid = defineCheck({
  code: 'dashboard/grid',
  severity: 'error',
  title: 'Panels fill the grid without overlaps, overflow or gaps',
  reason: 'Grafana moves panels that do not fit, so the dashboard differs from its definition',
  page: {
    details:
      'Panels overlap, or a panel does not fit into the 24 columns. Reported as a warning: a panel is shorter than its neighbours and leaves a gap below it.',
    impact:
      'Grafana moves panels that do not fit, so the dashboard differs from its definition and shifts again with the next change.',
    example: {
      language: 'ts',
      bad: '[stat({ width: 12, height: 8, … }), stat({ width: 16, height: 4, … })]',
      good: '[stat({ width: 12, height: 8, … }), stat({ width: 12, height: 8, … })]',
    },
  },
  *find(service) {
    const items = itemsOf(service);
    for (const [index, item] of items.entries()) {
      yield* misplaced(item);
      for (const other of items.slice(0, index)) {
        if (!overlap(item.position, other.position)) continue;
        yield {
          place: placeOf(item.definition),
          message: `it overlaps ${other.definition.name}`,
          remedy: 'Choose widths that add up to 24 per line, and let the layout place the panels',
        };
      }
    }
    for (const row of service.dashboard.rows) yield* holes(row.panels);
  },
});

interface Item {
  readonly definition: Definition;
  readonly position: GridPosition;
}

function itemsOf(service: RenderedService): Item[] {
  return service.dashboard.rows.flatMap((row) => [
    { definition: { name: `row ${row.definition.key}` }, position: row.position },
    ...row.panels.map((panel) => ({ definition: panelDefinition(panel), position: panel.position })),
  ]);
}

function* misplaced({ definition, position }: Item): Generator<Finding> {
  const { x, y, w, h } = position;
  const isWhole = [x, y, w, h].every(Number.isInteger);
  if (isWhole && x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= COLUMNS) return;
  yield {
    place: placeOf(definition),
    message: `it is ${w} wide and ${h} high at column ${x}, which does not fit into ${COLUMNS} columns`,
    remedy: `Use a width from 1 to ${COLUMNS} and a height of at least 1`,
  };
}

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** A panel that is shorter than its neighbours leaves a gap, unless another panel fills it. */
function* holes(panels: readonly CompiledPanel[]): Generator<Finding> {
  for (const panel of panels) {
    const { position } = panel;
    const line = panels.filter((other) => other.position.y === position.y);
    const bottom = Math.max(...line.map((other) => other.position.y + other.position.h));
    const own = position.y + position.h;
    const below = { ...position, y: own, h: bottom - own };
    if (own === bottom || panels.some((other) => overlap(other.position, below))) continue;
    yield {
      severity: 'warning',
      place: placeOf(panelDefinition(panel)),
      message: `it is ${position.h} high next to panels ${bottom - position.y} high, which leaves a gap below it`,
      reason: 'Grafana shows the gap, or moves the next panel into it when a user moves a panel',
      remedy: `Write height: ${bottom - position.y}, like its neighbours`,
    };
  }
}
