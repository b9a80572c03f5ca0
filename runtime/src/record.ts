/**
 * Track A polls quotes by REST, track B streams trades by WebSocket: the values of the contract's label
 * `track`.
 */
export type Track = 'a' | 'b';

/** What the observer collects: one line of a file, one row of a table, one message of the stream. */
export type MarketRecord = QuoteRecord | TradeRecord;

interface Collected<Kind extends Track, Value> {
  readonly track: Kind;
  readonly symbol: string;
  /**
   * When it happened, by the exchange, or when it was received if KIS states no time. Milliseconds since
   * 1970. It selects the record's file, in Korean time.
   */
  readonly at: number;
  readonly value: Value;
  /** The value as one line of JSON without the line break, serialized once for all writers. */
  readonly line: string;
}

export type QuoteRecord = Collected<'a', Quote>;
export type TradeRecord = Collected<'b', Trade>;

/** A quote of track A, in the shape of the original collector. Prices in won, volumes in shares. */
export interface Quote {
  /** When the answer was received, ISO 8601 with the offset +09:00. */
  readonly ts: string;
  readonly session: 'track_a_session';
  readonly dataset: 'track_a_swing';
  readonly market: 'kr_stocks';
  readonly symbol: string;
  readonly price: {
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
  };
  /** Accumulated since the opening. */
  readonly volume: number;
  /** Null unless the order book was requested as well: `inquire-price` has neither. */
  readonly bid_price: number | null;
  readonly ask_price: number | null;
  readonly source: 'kis';
}

/** A trade of track B, in the shape of the original collector. Prices in won, volumes in shares. */
export interface Trade {
  /** When it was received, ISO 8601 with the offset +09:00. */
  readonly timestamp: string;
  readonly symbol: string;
  /** When it was traded, by the exchange, to the second: ISO 8601 with the offset +09:00. */
  readonly execution_time: string;
  readonly price: {
    readonly current: number;
    readonly open: number;
    readonly high: number;
    readonly low: number;
    /** Per cent against the previous day's close. */
    readonly change_rate: number;
  };
  readonly volume: {
    /** Volume of this trade: CNTG_VOL. */
    readonly trade: number;
    /** Volume since the opening, including this trade: ACML_VOL. */
    readonly accumulated: number;
    /** Won since the opening: ACML_TR_PBMN. */
    readonly trade_value: number;
  };
  readonly bid_ask: { readonly bid_price: number; readonly ask_price: number };
  readonly source: 'websocket';
  readonly session_id: 'track_b_session';
}
