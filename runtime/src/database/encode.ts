import type { Cell, ColumnType, Row, Table } from './tables.ts';

/** Whole seconds at least, and always the offset: without it the zone of the server would decide. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Whether PostgreSQL would store the row as it is, or refuse it. Some values it takes and changes: half a surrogate
 * pair becomes a replacement character, `now` a time; and NaN is a `numeric`, but no price.
 */
export function isFaithful({ columns }: Table, { cells }: Row): boolean {
  return columns.every(({ type }, index) => {
    const cell = cells[index] ?? null;
    return cell === null || FAITHFUL[type](cell);
  });
}

const FAITHFUL: Readonly<Record<ColumnType, (cell: string | number) => boolean>> = {
  text: (cell) => typeof cell === 'string' && cell.isWellFormed(),
  timestamptz: (cell) => typeof cell === 'string' && INSTANT.test(cell),
  numeric: (cell) => Number.isFinite(cell),
  bigint: (cell) => Number.isFinite(cell),
};

/** The parameters of the table's statement: an array literal for each column. */
export function parametersOf({ columns }: Table, rows: readonly Row[]): string[] {
  return columns.map((_, index) => `{${rows.map(({ cells }) => element(cells[index] ?? null)).join(',')}}`);
}

function element(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'number' ? String(cell) : `"${cell.replaceAll(/["\\]/g, '\\$&')}"`;
}
