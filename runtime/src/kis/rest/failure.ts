import type { Failure } from '../attempt.ts';
import { KisError } from '../errors.ts';

/** Converts an outcome to the caller's error, which contains nothing of the answer but its code. */
export function failureOf(outcome: Failure, attempts: number): KisError {
  const after = attempts === 1 ? '' : `, after ${attempts} attempts`;
  switch (outcome.kind) {
    case 'timeout':
      return new KisError('kis/timeout', `KIS did not answer in time${after}`, { errorClass: 'transient' });
    case 'unreachable':
      return new KisError('kis/unavailable', `KIS is unreachable: ${outcome.reason}${after}`, {
        errorClass: 'transient',
      });
    case 'unreadable':
      return new KisError('kis/bad-answer', `The response of KIS is unusable: ${outcome.reason}${after}`, {
        errorClass: 'transient',
      });
    case 'refusal': {
      const { errorClass, code: kisCode, meaning } = outcome.refusal;
      const said = kisCode === undefined ? meaning : `${kisCode}, ${meaning}`;
      const options = { errorClass, kisCode };
      if (errorClass === 'fatal')
        return new KisError('kis/refused', `KIS rejects the request: ${said}`, options);
      if (errorClass === 'token') {
        return new KisError('kis/token-rejected', `KIS rejected a new token: ${said}`, options);
      }
      if (errorClass === 'transient') {
        return new KisError('kis/unavailable', `KIS has a problem: ${said}${after}`, options);
      }
      return new KisError('kis/rate-limited', `KIS permits no more requests: ${said}${after}`, options);
    }
  }
}
