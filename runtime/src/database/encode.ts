import type { Cell, ColumnType, Row, Table } from './tables.ts';

/** At least whole seconds, and always the offset; otherwise the server's time zone would decide. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Whether PostgreSQL would either reject the row or store it unchanged. It accepts and changes some values:
 * an unpaired surrogate becomes a replacement character, and `now` becomes a time. NaN is a `numeric` but not
 * a price.
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

/** The parameters of the table's statement: an array literal per column. */
export function parametersOf({ columns }: Table, rows: readonly Row[]): string[] {
  return columns.map((_, index) => `{${rows.map(({ cells }) => element(cells[index] ?? null)).join(',')}}`);
}

function element(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'number' ? String(cell) : `"${cell.replaceAll(/["\\]/g, '\\$&')}"`;
}
