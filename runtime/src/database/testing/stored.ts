import type { Quote, Trade } from '../../record.ts';
import { rowsOf } from './setup.ts';

/**
 * The records' format: milliseconds and the Korean offset, which in 1987 and 1988 differed from that of
 * `Asia/Seoul`.
 */
const korean = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC' + interval '9 h', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || '+09:00' AS ${column}`;

/** The stored quotes, in the shape of the records. */
export async function storedQuotes(url: string): Promise<Quote[]> {
  const rows = await rowsOf(
    url,
    `SELECT *, ${korean('received_at')} FROM observer.swing_quotes ORDER BY symbol, swing_quotes.received_at`,
  );
  return rows.map((row) => ({
    ts: String(row.received_at),
    session: 'track_a_session',
    dataset: 'track_a_swing',
    market: 'kr_stocks',
    symbol: String(row.symbol),
    price: {
      open: Number(row.open_price),
      high: Number(row.high_price),
      low: Number(row.low_price),
      close: Number(row.close_price),
    },
    volume: Number(row.accumulated_volume),
    bid_price: row.bid_price === null ? null : Number(row.bid_price),
    ask_price: row.ask_price === null ? null : Number(row.ask_price),
    source: 'kis',
  }));
}

/** The stored trades, in the shape of the records. */
export async function storedTrades(url: string): Promise<Trade[]> {
  const rows = await rowsOf(
    url,
    `SELECT *, ${korean('received_at')}, ${korean('executed_at')} FROM observer.scalp_ticks
     ORDER BY symbol, scalp_ticks.executed_at, accumulated_volume`,
  );
  return rows.map((row) => ({
    timestamp: String(row.received_at),
    symbol: String(row.symbol),
    execution_time: String(row.executed_at),
    price: {
      current: Number(row.price),
      open: Number(row.open_price),
      high: Number(row.high_price),
      low: Number(row.low_price),
      change_rate: Number(row.change_rate),
    },
    volume: {
      trade: Number(row.trade_volume),
      accumulated: Number(row.accumulated_volume),
      trade_value: Number(row.trade_value),
    },
    bid_ask: { bid_price: Number(row.bid_price), ask_price: Number(row.ask_price) },
    source: 'websocket',
    session_id: 'track_b_session',
  }));
}
