import { koreanTimestamp } from 'krx-calendar';
import { asObject, type JsonObject } from '../../json.ts';
import type { Quote, QuoteRecord } from '../../record.ts';
import { badField, KisError } from '../errors.ts';
import { parseDecimal, parseInteger } from '../numbers.ts';

/**
 * The answer of `inquire-price` for a share. Prices in won, volumes in shares. It has neither bid nor ask.
 * [official]
 */
export interface PriceAnswer {
  readonly symbol: string;
  /** Milliseconds since 1970. KIS states no time. */
  readonly receivedAt: number;
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** Close of the previous day. */
  readonly basePrice: number;
  /** Change against `basePrice` in per cent. */
  readonly changeRate: number;
  /** Shares and won since the opening. */
  readonly volume: number;
  readonly value: number;
}

/** The best level of the order book. */
export interface AskingPriceAnswer {
  readonly symbol: string;
  readonly receivedAt: number;
  /** 0 if there is no bid or ask, as at a limit of the day. */
  readonly bid: number;
  readonly ask: number;
  readonly bidVolume: number;
  readonly askVolume: number;
}

/** @throws KisError `kis/unknown-symbol`, `kis/bad-field`, `kis/bad-answer` */
export function priceOf(symbol: string, answer: JsonObject, receivedAt: number): PriceAnswer {
  const output = outputOf(answer, 'output');
  const [price, basePrice] = [wholeAt(output, 'stck_prpr'), wholeAt(output, 'stck_sdpr')];
  // No existing share has both prices at zero: before its first trade of a day it has the previous day's
  // price.
  if (price === 0 && basePrice === 0) {
    throw new KisError('kis/unknown-symbol', 'KIS does not know this code: it answers with zeros', {
      errorClass: 'fatal',
    });
  }
  const answered = output.stck_shrn_iscd;
  if (typeof answered === 'string' && answered !== '' && answered !== symbol) {
    throw new KisError('kis/bad-answer', 'The answer is for another share', { errorClass: 'transient' });
  }
  return {
    symbol,
    receivedAt,
    price,
    open: wholeAt(output, 'stck_oprc'),
    high: wholeAt(output, 'stck_hgpr'),
    low: wholeAt(output, 'stck_lwpr'),
    basePrice,
    changeRate: decimalAt(output, 'prdy_ctrt'),
    volume: wholeAt(output, 'acml_vol'),
    value: wholeAt(output, 'acml_tr_pbmn'),
  };
}

/** @throws KisError `kis/bad-field` */
export function askingPriceOf(symbol: string, answer: JsonObject, receivedAt: number): AskingPriceAnswer {
  const book = outputOf(answer, 'output1');
  return {
    symbol,
    receivedAt,
    bid: wholeAt(book, 'bidp1'),
    ask: wholeAt(book, 'askp1'),
    bidVolume: wholeAt(book, 'bidp_rsqn1'),
    askVolume: wholeAt(book, 'askp_rsqn1'),
  };
}

/** The quote record of track A. Bid and ask are null unless the order book was requested as well. */
export function quoteRecord(
  symbol: string,
  answer: PriceAnswer,
  receivedAt: number,
  book?: AskingPriceAnswer,
): QuoteRecord {
  const value: Quote = {
    ts: koreanTimestamp(receivedAt),
    session: 'track_a_session',
    dataset: 'track_a_swing',
    market: 'kr_stocks',
    symbol,
    price: { open: answer.open, high: answer.high, low: answer.low, close: answer.price },
    volume: answer.volume,
    bid_price: book?.bid ?? null,
    ask_price: book?.ask ?? null,
    source: 'kis',
  };
  return { track: 'a', symbol, at: receivedAt, value, line: JSON.stringify(value) };
}

function outputOf(answer: JsonObject, field: string): JsonObject {
  const output = asObject(answer[field]);
  if (output === undefined) throw badField(field, 'an object');
  return output;
}

/** KIS sends numbers as strings. [official] */
function wholeAt(output: JsonObject, field: string): number {
  const value = output[field];
  const number = typeof value === 'string' ? parseInteger(value) : undefined;
  if (number === undefined || number < 0) throw badField(field, 'a whole number');
  return number;
}

function decimalAt(output: JsonObject, field: string): number {
  const value = output[field];
  const number = typeof value === 'string' ? parseDecimal(value) : undefined;
  if (number === undefined) throw badField(field, 'a decimal number');
  return number;
}
