import { createDecipheriv } from 'node:crypto';
import { inspect } from 'node:util';

/** Key and vector are strings of as many characters as AES-256 has bytes. [official] */
const [KEY_BYTES, VECTOR_BYTES] = [32, 16];

/** The largest payload that is decrypted; a notice has about 500 characters. */
const LARGEST = 65_536;

/**
 * Decrypts the notices of one registration: AES-256-CBC, PKCS #7, base64. Its key is never shown. [official]
 */
export class Cipher {
  readonly #key: Buffer;
  readonly #vector: Buffer;

  private constructor(key: Buffer, vector: Buffer) {
    this.#key = key;
    this.#vector = vector;
  }

  /** Undefined if the key or the vector has another length. */
  static of(key: string, vector: string): Cipher | undefined {
    const [keyBytes, vectorBytes] = [Buffer.from(key, 'utf8'), Buffer.from(vector, 'utf8')];
    const isRight = keyBytes.length === KEY_BYTES && vectorBytes.length === VECTOR_BYTES;
    return isRight ? new Cipher(keyBytes, vectorBytes) : undefined;
  }

  /** Undefined if the payload was not encrypted with this key. */
  decrypt(payload: string): string | undefined {
    if (payload.length > LARGEST || !/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-cbc', this.#key, this.#vector);
      const text = Buffer.concat([decipher.update(payload, 'base64'), decipher.final()]);
      return text.toString('utf8');
    } catch {
      return undefined;
    }
  }

  [inspect.custom](): string {
    return 'Cipher [redacted]';
  }
}
