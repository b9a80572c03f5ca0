import { createCipheriv } from 'node:crypto';
import type { Cipher } from './control.ts';

/** Fields of an execution notice, H0STCNI0 or, for paper accounts, H0STCNI9. [official] */
export const NOTICE_FIELDS = 26;

export interface ExecutionNotice {
  readonly code: string;
  readonly price: number;
  readonly volume: number;
}

/**
 * The text of a notice before encryption: customer, account, order number, original order number, side, kind
 * of change, kind of order, condition, code, executed volume, price, time, refusal, execution, acceptance,
 * branch, volume of the order, name, and more. Order and meaning are less certain than those of trades.
 */
export function noticeText(htsId: string, time: string, notice: ExecutionNotice, number: number): string {
  const order = String(number).padStart(10, '0');
  const fields = [
    ...[htsId, '0000000001', order, '', '02', '0', '00', '0'],
    ...[notice.code, notice.volume, notice.price, time, 'N', '2', 'Y', '00950', notice.volume],
    ...['', '', '', '', '', notice.code, '', '', notice.price],
  ];
  return fields.join('^');
}

/** base64 of AES-256-CBC with PKCS #7 padding; key and vector are the characters of the answer. [official] */
export function encrypted(text: string, { key, iv }: Cipher): string {
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key, 'utf8'), Buffer.from(iv, 'utf8'));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}
