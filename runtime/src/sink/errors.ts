import { codeOf } from '../files/error-code.ts';

export type SinkErrorCode =
  /** The directory cannot be used at all: it cannot be made, or no lock can be put into it. */
  | 'sink/unavailable'
  /** Another process writes to the directory. */
  | 'sink/locked'
  /** Another process took the directory over while this one was stopped. Nothing is written any more. */
  | 'sink/overtaken'
  /** The queue is at its limit; the record was refused and counted. */
  | 'sink/full'
  /** The record can stand in no file: its line has a line break, or its time is none. */
  | 'sink/invalid-record'
  /** The sink was closed before. */
  | 'sink/closed'
  /** The sink was closed, and what was accepted could not be written within the time. */
  | 'sink/unwritten'
  /** The file is not as it was left: removed, or cut, by somebody else. */
  | 'sink/file-changed';

export class SinkError extends Error {
  readonly code: SinkErrorCode;

  constructor(code: SinkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SinkError';
    this.code = code;
  }
}

/** Why a write failed: the values of the contract's label `reason`. */
export type WriteFailure = 'no_space' | 'read_only' | 'other';

export function failureOf(error: unknown): WriteFailure {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no_space';
  return code === 'EROFS' ? 'read_only' : 'other';
}
