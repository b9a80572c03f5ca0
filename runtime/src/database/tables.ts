import type { MarketRecord, Track } from '../record.ts';

export type ColumnType = 'text' | 'timestamptz' | 'numeric' | 'bigint';
export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Takes an array per column. */
  readonly insert: string;
}

/** A record as it is sent: a cell for each column of its table. */
export interface Row {
  readonly symbol: string;
  readonly cells: readonly Cell[];
}

/** A schema of our own: in `public` the original collector has tables with the same names and other columns. */
export const SCHEMA = 'observer';

function table(name: string, keyLength: number, columns: readonly Column[]): Table {
  const full = `${SCHEMA}.${name}`;
  const names = columns.map((column) => column.name).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  const key = columns.slice(0, keyLength).map((column) => column.name);
  // Sorted, because two writers that insert the same rows in a different order would deadlock. The first of
  // two rows with the same key is kept.
  const insert =
    `INSERT INTO ${full} (${names}) SELECT ${names} FROM unnest(${arrays}) WITH ORDINALITY AS sent (${names}, place) ` +
    `ORDER BY ${key.join(', ')}, place ON CONFLICT DO NOTHING`;
  return { name: full, columns, insert };
}

/** The first columns of each table are its primary key, as in `migrations.ts`. */
export const TABLES: Readonly<Record<Track, Table>> = {
  a: table('swing_quotes', 2, [
    { name: 'symbol', type: 'text' },
    { name: 'received_at', type: 'timestamptz' },
    { name: 'open_price', type: 'numeric' },
    { name: 'high_price', type: 'numeric' },
    { name: 'low_price', type: 'numeric' },
    { name: 'close_price', type: 'numeric' },
    { name: 'accumulated_volume', type: 'bigint' },
    { name: 'bid_price', type: 'numeric' },
    { name: 'ask_price', type: 'numeric' },
  ]),
  b: table('scalp_ticks', 3, [
    { name: 'symbol', type: 'text' },
    { name: 'executed_at', type: 'timestamptz' },
    { name: 'accumulated_volume', type: 'bigint' },
    { name: 'received_at', type: 'timestamptz' },
    { name: 'price', type: 'numeric' },
    { name: 'open_price', type: 'numeric' },
    { name: 'high_price', type: 'numeric' },
    { name: 'low_price', type: 'numeric' },
    { name: 'change_rate', type: 'numeric' },
    { name: 'trade_volume', type: 'bigint' },
    { name: 'trade_value', type: 'bigint' },
    { name: 'bid_price', type: 'numeric' },
    { name: 'ask_price', type: 'numeric' },
  ]),
};

/**
 * The cells in the order of the columns. Values that are the same in every record of a track are not stored.
 */
export function rowOf(record: MarketRecord): Row {
  if (record.track === 'a') {
    const { symbol, ts, price, volume, bid_price, ask_price } = record.value;
    const { open, high, low, close } = price;
    return { symbol, cells: [symbol, ts, open, high, low, close, volume, bid_price, ask_price] };
  }
  const { symbol, timestamp, execution_time, price, volume, bid_ask } = record.value;
  return {
    symbol,
    cells: [
      ...[symbol, execution_time, volume.accumulated, timestamp],
      ...[price.current, price.open, price.high, price.low, price.change_rate],
      ...[volume.trade, volume.trade_value, bid_ask.bid_price, bid_ask.ask_price],
    ],
  };
}
