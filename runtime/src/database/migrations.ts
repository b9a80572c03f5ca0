/**
 * The migrations that create the tables, one per version. They never change after a release and run in one
 * transaction.
 */
export const MIGRATIONS: readonly string[] = [
  // Text is compared by bytes: symbols are codes, the index is smaller, and it does not depend on the
  // system's locales. Rows arrive in order of time, so a block range index finds a time span at next to no
  // cost.
  `CREATE TABLE observer.swing_quotes (
     symbol text COLLATE "C" NOT NULL,
     received_at timestamptz NOT NULL,
     open_price numeric NOT NULL,
     high_price numeric NOT NULL,
     low_price numeric NOT NULL,
     close_price numeric NOT NULL,
     accumulated_volume bigint NOT NULL,
     bid_price numeric,
     ask_price numeric,
     PRIMARY KEY (symbol, received_at)
   );
   CREATE INDEX swing_quotes_received_at ON observer.swing_quotes USING brin (received_at);
   CREATE TABLE observer.scalp_ticks (
     symbol text COLLATE "C" NOT NULL,
     executed_at timestamptz NOT NULL,
     accumulated_volume bigint NOT NULL,
     received_at timestamptz NOT NULL,
     price numeric NOT NULL,
     open_price numeric NOT NULL,
     high_price numeric NOT NULL,
     low_price numeric NOT NULL,
     change_rate numeric NOT NULL,
     trade_volume bigint NOT NULL,
     trade_value bigint NOT NULL,
     bid_price numeric NOT NULL,
     ask_price numeric NOT NULL,
     PRIMARY KEY (symbol, executed_at, accumulated_volume)
   );
   CREATE INDEX scalp_ticks_executed_at ON observer.scalp_ticks USING brin (executed_at);
   COMMENT ON TABLE observer.swing_quotes IS 'Quotes polled by track A. Prices in won, volumes in shares.';
   COMMENT ON TABLE observer.scalp_ticks IS 'Trades streamed by track B. Prices in won, volumes in shares.'`,
];
