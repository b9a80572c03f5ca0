import { StoreError, type TokenStore } from '../store.ts';

/** A server may be too slow on a busy machine. A directory may not. */
export function isTooSlow(store: TokenStore, error: unknown): boolean {
  const isServer = store.describe().kind !== 'file';
  return isServer && error instanceof StoreError && error.code === 'store/unavailable';
}
