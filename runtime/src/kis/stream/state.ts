import type { KisError } from '../errors.ts';
import { nameOf, type Registration } from './control.ts';

export type StreamStatus =
  | 'connecting'
  | 'open'
  /** Until the next attempt to connect. */
  | 'waiting'
  /** KIS refuses the account: a person must act. */
  | 'stopped'
  | 'closed';

/** The state of a stream for probes and the status page. */
export interface StreamState {
  readonly status: StreamStatus;
  /** Symbols, and keys of other feeds, that are registered now. */
  readonly registered: readonly string[];
  /** What is wanted but not registered, and why. */
  readonly unregistered: readonly Unregistered[];
  /** How many registrations the gateway permits, as far as known. */
  readonly limit: number;
  /** Connections established so far. */
  readonly connections: number;
  /** Milliseconds since 1970. */
  readonly lastMessageAt: number | undefined;
  /** Why the last connection ended, or failed. */
  readonly lastEnd: string | undefined;
  readonly isPaused: boolean;
  readonly stoppedBy: KisError | undefined;
}

export interface Unregistered {
  readonly key: string;
  /** `limit`: there is no room. `pending`: it is queued. Otherwise the code with which KIS refuses it. */
  readonly reason: string;
}

export function unregisteredOf(
  wanted: readonly Registration[],
  registered: readonly Registration[],
  refused: ReadonlyMap<string, string>,
  limit: number,
): readonly Unregistered[] {
  const present = new Set(registered.map(nameOf));
  let room = limit;
  const missing: Unregistered[] = [];
  for (const registration of wanted) {
    const name = nameOf(registration);
    const code = refused.get(name);
    if (code !== undefined) missing.push({ key: registration.key, reason: code });
    else {
      if (!present.has(name)) missing.push({ key: registration.key, reason: room > 0 ? 'pending' : 'limit' });
      room -= 1;
    }
  }
  return missing;
}
