import type { KisError } from '../errors.ts';
import { nameOf, type Registration } from './control.ts';

export type StreamStatus =
  | 'connecting'
  | 'open'
  /** Until the next attempt to connect. */
  | 'waiting'
  /** KIS refuses the account: a person has to do something. */
  | 'stopped'
  | 'closed';

/** What a probe or a page of state shows of a stream. */
export interface StreamState {
  readonly status: StreamStatus;
  /** Symbols, and keys of other feeds, that are registered now. */
  readonly registered: readonly string[];
  /** What is wanted and is not registered, and why. */
  readonly unregistered: readonly Unregistered[];
  /** How many registrations the gateway takes, as far as is known. */
  readonly limit: number;
  /** Connections that came about, so far. */
  readonly connections: number;
  /** Milliseconds since 1970. */
  readonly lastMessageAt: number | undefined;
  /** Why the last connection ended, or did not come about. */
  readonly lastEnd: string | undefined;
  readonly isPaused: boolean;
  readonly stoppedBy: KisError | undefined;
}

export interface Unregistered {
  readonly key: string;
  /** `limit`: there is no room for it. `pending`: it has its turn. Else the code with which KIS refuses it. */
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
