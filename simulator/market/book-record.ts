import { percent, signOf, twoDecimals } from './change.ts';
import type { Share } from './share.ts';
import { stepDown, stepUp } from './tick-size.ts';
import type { RecordContext } from './trade-record.ts';

/** Fields of a record of H0STASP0. [official] */
export const BOOK_FIELDS = 59;
export const BOOK_LEVELS = 10;

export interface Book {
  readonly asks: readonly number[];
  readonly bids: readonly number[];
  readonly askVolumes: readonly number[];
  readonly bidVolumes: readonly number[];
}

/**
 * Ten prices on each side, from the best on. Only the best one comes from the trades; the others are made up
 * around it.
 */
export function bookOf(share: Share): Book {
  const levels = Array.from({ length: BOOK_LEVELS }, (_, level) => level);
  const asks: number[] = [share.ask];
  const bids: number[] = [share.bid];
  while (asks.length < BOOK_LEVELS) asks.push(stepUp(asks.at(-1) ?? share.ask));
  while (bids.length < BOOK_LEVELS) bids.push(stepDown(bids.at(-1) ?? share.bid));
  return {
    asks,
    bids,
    askVolumes: levels.map((level) => 1 + ((share.askVolume * (level + 1)) % 60_000)),
    bidVolumes: levels.map((level) => 1 + ((share.bidVolume * (level + 1)) % 60_000)),
  };
}

/** The record of H0STASP0: 59 fields in the order of the official sample. [official] */
export function bookRecord(share: Share, { time, hourClass }: RecordContext): string {
  const { asks, bids, askVolumes, bidVolumes } = bookOf(share);
  const isExpected = hourClass !== '0';
  const change = isExpected ? share.price - share.basePrice : 0;
  return [
    ...[share.code, time, hourClass],
    ...[...asks, ...bids, ...askVolumes, ...bidVolumes],
    ...[total(askVolumes), total(bidVolumes), 0, 0],
    ...(isExpected ? [share.price, share.tradeVolume, share.tradeVolume] : [0, 0, share.accumulatedVolume]),
    ...[change, signOf(change), twoDecimals(percent(change, share.basePrice)), share.accumulatedVolume],
    ...[0, 0, 0, 0, '0'],
  ].join('^');
}

export function total(volumes: readonly number[]): number {
  return volumes.reduce((sum, volume) => sum + volume, 0);
}
