import { StoreError } from '../store.ts';

/** The code of an error of the file system, such as ENOENT; empty where it is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What the store says of an error of the file system. Paths may be told, contents are not in it. */
export function unavailable(what: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  return new StoreError('store/unavailable', `${what}: ${code === '' ? 'an unknown error' : code}`);
}
