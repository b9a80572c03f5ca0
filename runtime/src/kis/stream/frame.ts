/** A data frame as it arrives: `enc|tr_id|count|payload`. [official] */
export interface Frame {
  readonly isEncrypted: boolean;
  /** The feed, such as `H0STCNT0`. */
  readonly transactionId: string;
  /** The number of records in the payload. [official] */
  readonly count: number;
  readonly payload: string;
}

/** Why a frame is unreadable. */
export type FrameProblem =
  | 'no-frame'
  | 'unknown-transaction'
  /** The number of fields does not fit the number of records. */
  | 'wrong-count'
  /** An execution notice without encryption, which anybody in between could have written. */
  | 'not-encrypted'
  /** There is no key, or the key does not fit. */
  | 'not-decrypted'
  /** A field of a record has an invalid value. */
  | 'bad-field';

/**
 * The minimum number of fields per record, by feed. [official] More may follow: the gateway adds some now and
 * then.
 */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['H0STCNT0', 46],
  ['H0UNCNT0', 46],
  ['H0NXCNT0', 46],
  ['H0STASP0', 59],
  ['H0UNASP0', 65],
  ['H0NXASP0', 65],
  ['H0STMKO0', 11],
  ['H0STCNI0', 26],
  ['H0STCNI9', 26],
]);

/** Trade feeds. They have the same fields in the same order. [official] */
const TRADES: ReadonlySet<string> = new Set(['H0STCNT0', 'H0UNCNT0', 'H0NXCNT0']);

/** Execution notices, which are the customer's own and arrive encrypted. [official] */
const NOTICES: ReadonlySet<string> = new Set(['H0STCNI0', 'H0STCNI9']);

export function isTradeFeed(transactionId: string): boolean {
  return TRADES.has(transactionId);
}

export function isNoticeFeed(transactionId: string): boolean {
  return NOTICES.has(transactionId);
}

/** The minimum number of fields per record; undefined for an unknown feed. */
export function widthOf(transactionId: string): number | undefined {
  return WIDTHS.get(transactionId);
}

/** The head of a frame and its raw payload, which may contain `|`; undefined if the text is not a frame. */
export function parseFrame(text: string): Frame | undefined {
  const first = text.indexOf('|');
  const second = text.indexOf('|', first + 1);
  const third = text.indexOf('|', second + 1);
  if (first !== 1 || second < 0 || third < 0) return undefined;
  const encryption = text.charAt(0);
  if (encryption !== '0' && encryption !== '1') return undefined;
  const count = text.slice(second + 1, third);
  if (!/^\d{1,6}$/.test(count)) return undefined;
  return {
    isEncrypted: encryption === '1',
    transactionId: text.slice(first + 1, second),
    count: Number(count),
    payload: text.slice(third + 1),
  };
}
