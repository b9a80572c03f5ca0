import { changeSign, percent, signOf, twoDecimals } from './change.ts';
import type { Share } from './share.ts';

/** What the records of one moment share. */
export interface RecordContext {
  /** `YYYYMMDD`. */
  readonly date: string;
  /** `HHMMSS`. */
  readonly time: string;
  /** NEW_MKOP_CLS_CODE: 10 before the session, 20 in it, 21 at its close, 30 after it. [official] */
  readonly marketState: '10' | '20' | '21' | '30';
  /**
   * HOUR_CLS_CODE: 0 for trades, A and B for expected auction prices after and before the session. [official]
   */
  readonly hourClass: '0' | 'A' | 'B';
}

/** Fields of a record of H0STCNT0. [official] */
export const TRADE_FIELDS = 46;

/**
 * The record of H0STCNT0 for a share's last trade: 46 fields in the order of the portal [official].
 * Quantities beyond the first level are proportional to it and mean nothing.
 */
export function tradeRecord(share: Share, { date, time, marketState, hourClass }: RecordContext): string {
  const { price, accumulatedVolume, buyVolume, sellVolume, open, high, low, askVolume, bidVolume } = share;
  const change = price - share.basePrice;
  const average = accumulatedVolume === 0 ? price : share.accumulatedValue / accumulatedVolume;
  return (
    `${share.code}^${time}^${price}^${changeSign(share)}^${change}^${twoDecimals(percent(change, share.basePrice))}^` +
    `${twoDecimals(average)}^${open}^${high}^${low}^${share.ask}^${share.bid}^${share.tradeVolume}^` +
    `${accumulatedVolume}^${share.accumulatedValue}^${share.sellCount}^${share.buyCount}^` +
    `${share.buyCount - share.sellCount}^${twoDecimals(percent(buyVolume, sellVolume))}^${sellVolume}^${buyVolume}^` +
    `${share.side}^${twoDecimals(percent(buyVolume, accumulatedVolume))}^` +
    `${twoDecimals(percent(accumulatedVolume, share.previousVolume))}^` +
    `${share.openedAt}^${signOf(price - open)}^${price - open}^${share.highAt}^${signOf(price - high)}^${price - high}^` +
    `${share.lowAt}^${signOf(price - low)}^${price - low}^${date}^${marketState}^N^${askVolume}^${bidVolume}^` +
    `${askVolume * 9}^${bidVolume * 9}^${twoDecimals(percent(accumulatedVolume, share.listing.listedShares))}^` +
    `${share.previousVolume}^${twoDecimals(percent(accumulatedVolume, share.previousVolume))}^${hourClass}^^` +
    `${share.basePrice}`
  );
}

/** The expected price of an auction: nothing was traded, so the accumulated volume stays the same. */
export function expectedRecord(share: Share, expectedVolume: number, context: RecordContext): string {
  const fields = tradeRecord(share, context).split('^');
  fields[12] = String(expectedVolume);
  fields[21] = '3';
  return fields.join('^');
}
