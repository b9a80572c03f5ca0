import { codeOf } from '../../files/error-code.ts';
import { StoreError } from '../store.ts';

/** The StoreError for a file system error. It may contain paths, but no contents. */
export function unavailable(what: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  return new StoreError('store/unavailable', `${what}: ${code === '' ? 'an unknown error' : code}`);
}
