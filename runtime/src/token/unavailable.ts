import { codeOf } from '../files/error-code.ts';
import { StoreError } from './store.ts';

/**
 * The StoreError for an unusable store. It may contain paths, but never quotes a server or driver, which may
 * repeat what was sent.
 */
export function unavailable(what: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store/unavailable', `${what}: ${reasonOf(error)}`);
}

/** ECONNREFUSED from the system, 28P01 from PostgreSQL, WRONGPASS from Redis (a ReplyError), or the error's name. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = codeOf(error);
  if (/^[A-Z0-9_]{3,40}$/.test(code)) return code;
  const [first = ''] = error.message.split(' ', 1);
  if (/^[A-Z]{3,20}$/.test(first)) return first;
  const { name } = error.constructor;
  return /^[A-Za-z]{3,40}Error$/.test(name) ? name : 'the connection failed';
}
