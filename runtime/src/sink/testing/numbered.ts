import type { MarketRecord, Track } from '../../record.ts';

/** A sink ignores the value. */
const TIME = '2026-11-25T09:00:00+09:00';

export function recordOf(track: Track, at: number, line: string): MarketRecord {
  const common = { symbol: '005930', at, line };
  if (track === 'a') {
    const price = { open: 1, high: 1, low: 1, close: 1 };
    const value = {
      ts: TIME,
      session: 'track_a_session',
      dataset: 'track_a_swing',
      market: 'kr_stocks',
      symbol: '005930',
      price,
      volume: 1,
      bid_price: null,
      ask_price: null,
      source: 'kis',
    } as const;
    return { track, ...common, value };
  }
  const value = {
    timestamp: TIME,
    symbol: '005930',
    execution_time: TIME,
    price: { current: 1, open: 1, high: 1, low: 1, change_rate: 0 },
    volume: { trade: 1, accumulated: 1, trade_value: 1 },
    bid_ask: { bid_price: 1, ask_price: 1 },
    source: 'websocket',
    session_id: 'track_b_session',
  } as const;
  return { track, ...common, value };
}

/** A record that contains its own number. */
export function numberedAs(number: number, at: number, track: Track): MarketRecord {
  return recordOf(track, at, JSON.stringify({ number }));
}
