import { StoreError } from '../store.ts';

/** A store that cannot be used, and why: never in the words of a server or a driver, which may quote what was sent. */
export function unavailable(place: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('store/unavailable', `${place} cannot be used: ${reasonOf(error)}`);
}

/** ECONNREFUSED of the system, 28P01 of PostgreSQL, WRONGPASS of Redis, or the name of the error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = codeOf(error);
  if (/^[A-Z0-9_]{3,40}$/.test(code)) return code;
  const [first = ''] = error.message.split(' ', 1);
  if (/^[A-Z]{3,20}$/.test(first)) return first;
  const { name } = error.constructor;
  return /^[A-Za-z]{3,40}Error$/.test(name) ? name : 'the connection failed';
}

/** The code of an error, or that of the first that it gathers: a host may have several addresses. Empty without one. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}
