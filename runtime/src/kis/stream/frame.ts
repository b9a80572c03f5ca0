/** A frame of data as it arrives: `enc|tr_id|count|payload`. [official] */
export interface Frame {
  readonly isEncrypted: boolean;
  /** Which feed it is of, such as `H0STCNT0`. */
  readonly transactionId: string;
  /** How many records are in the payload. [official] */
  readonly count: number;
  readonly payload: string;
}

/** Why a frame cannot be read. */
export type FrameProblem =
  | 'no-frame'
  | 'unknown-transaction'
  /** The fields are not those of so many records. */
  | 'wrong-count'
  /** A notice of an execution that is not encrypted: anybody on the way could have written it. */
  | 'not-encrypted'
  /** There is no key, or the key does not fit. */
  | 'not-decrypted'
  /** A field of a record does not hold what it should. */
  | 'bad-field';

/** The fewest fields of a record, by feed. [official] Further ones may follow: the gateway adds some now and then. */
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

/** Feeds of trades. They have the same fields in the same order. [official] */
const TRADES: ReadonlySet<string> = new Set(['H0STCNT0', 'H0UNCNT0', 'H0NXCNT0']);

/** Feeds of notices of executions, which are the customer's own and come encrypted. [official] */
const NOTICES: ReadonlySet<string> = new Set(['H0STCNI0', 'H0STCNI9']);

export function isTradeFeed(transactionId: string): boolean {
  return TRADES.has(transactionId);
}

export function isNoticeFeed(transactionId: string): boolean {
  return NOTICES.has(transactionId);
}

/** The least number of fields of a record; undefined where the feed is unknown. */
export function widthOf(transactionId: string): number | undefined {
  return WIDTHS.get(transactionId);
}

/** The head of a frame, and its payload as it is; undefined where the text is none. Payloads may hold a `|`. */
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
