import type { Quote, QuoteRecord, Trade, TradeRecord } from '../record.ts';

/** 2026-11-25 10:00 in Korea. */
const AT = Date.parse('2026-11-25T10:00:00+09:00');

export function quote(symbol: string, at = AT, price = 70_000): QuoteRecord {
  const value: Quote = {
    ts: korean(at),
    session: 'track_a_session',
    dataset: 'track_a_swing',
    market: 'kr_stocks',
    symbol,
    price: { open: price, high: price, low: price, close: price },
    volume: 1_000,
    bid_price: null,
    ask_price: null,
    source: 'kis',
  };
  return { track: 'a', symbol, at, value, line: JSON.stringify(value) };
}

export function trade(symbol: string, at = AT, accumulated = 1_000): TradeRecord {
  const value: Trade = {
    timestamp: korean(at),
    symbol,
    execution_time: korean(at),
    price: { current: 70_000, open: 70_000, high: 70_000, low: 70_000, change_rate: 0 },
    volume: { trade: 1, accumulated, trade_value: accumulated * 70_000 },
    bid_ask: { bid_price: 69_900, ask_price: 70_000 },
    source: 'websocket',
    session_id: 'track_b_session',
  };
  return { track: 'b', symbol, at, value, line: JSON.stringify(value) };
}

function korean(at: number): string {
  return new Date(at + 9 * 3_600_000).toISOString().replace('Z', '+09:00');
}
