import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Account } from '../../protocol/account.ts';
import { parseToken, SCHEMA, tokenText } from '../format.ts';
import { StoreError } from '../store.ts';
import type { Token } from '../token.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts tokens where others can read them, with a key derived from the app secret. Access to the store
 * then gives no access to the account. The storage key and the version are part of the key, and the
 * generation is authenticated, so a token that is moved to another account or presented as older or newer
 * does not decrypt.
 */
export class Seal {
  readonly #account: Account;
  readonly #name: string;
  readonly #key: Buffer;

  /** @param name the storage key of the account */
  constructor(account: Account, name: string) {
    this.#account = account;
    this.#name = name;
    const purpose = `kis token store, version ${SCHEMA}`;
    this.#key = Buffer.from(hkdfSync('sha256', account.appSecret, name, purpose, KEY_BYTES));
  }

  /** Returns nonce, ciphertext and tag of a token with its generation. */
  close(token: Token): Buffer {
    // Anybody knows a key that is derived from nothing.
    if (this.#account.appSecret === '') {
      throw new StoreError(
        'store/refused',
        'A store that others can read needs the app secret for encryption',
      );
    }
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#context(token.generation));
    const text = cipher.update(tokenText(token, this.#name), 'utf8');
    return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined if it was sealed with another secret, account or generation, or was tampered with. */
  open(sealed: Buffer, generation: number, now: number): Token | undefined {
    if (sealed.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const text = this.#decrypted(sealed, generation);
    if (text === undefined) return undefined;
    const { appKey, longestLifetime: longest } = this.#account;
    const parsed = parseToken(text, { key: this.#name, appKey, now, longest });
    if (parsed.kind !== 'value') return undefined;
    return parsed.value.generation === generation ? parsed.value : undefined;
  }

  #decrypted(sealed: Buffer, generation: number): string | undefined {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(this.#context(generation));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  #context(generation: number): Buffer {
    return Buffer.from(JSON.stringify([SCHEMA, this.#name, generation]));
  }
}
