import { codeOf } from '../../files/error-code.ts';
import { StoreError } from '../store.ts';

/** What the store says of an error of the file system. Paths may be told, contents are not in it. */
export function unavailable(what: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  return new StoreError('store/unavailable', `${what}: ${code === '' ? 'an unknown error' : code}`);
}
