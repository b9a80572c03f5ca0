import type { Random } from './random.ts';

/** An account of the simulated gateway. */
export interface Account {
  readonly appKey: string;
  readonly appSecret: string;
  /** `tr_key` of execution notices. */
  readonly htsId: string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A made-up account with keys of the lengths that the portal states: 36 and 180 characters. [official] */
export function madeUpAccount(random: Random): Account {
  return {
    appKey: `PS${random.text(34, ALPHABET)}`,
    appSecret: `${random.text(179, `${ALPHABET}+/`)}=`,
    htsId: `simulated${random.integer(10, 99)}`,
  };
}
