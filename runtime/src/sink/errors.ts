import { codeOf } from '../files/error-code.ts';

export type SinkErrorCode =
  /** The directory cannot be used: it cannot be created, or it cannot hold a lock. */
  | 'sink/unavailable'
  /** Another process is writing to the directory. */
  | 'sink/locked'
  /** Another process took over the directory while this one was suspended. This one writes nothing more. */
  | 'sink/overtaken'
  /** The queue is full, so the record was refused and counted. */
  | 'sink/full'
  /** The record cannot be stored: its line contains a line break, or its time is invalid. */
  | 'sink/invalid-record'
  /** The sink is already closed. */
  | 'sink/closed'
  /** The sink was closed, and accepted records could not be written in time. */
  | 'sink/unwritten'
  /** Somebody removed or truncated the file. */
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
