import type { Session } from './session.ts';

const EMPTY: ReadonlySet<Session> = new Set();

/** Sessions by registration, so that the market finds its listeners at once. */
export class Listeners {
  readonly #sessions = new Map<string, Map<string, Set<Session>>>();

  of(transactionId: string, key: string): ReadonlySet<Session> {
    return this.#sessions.get(transactionId)?.get(key) ?? EMPTY;
  }

  add(transactionId: string, key: string, session: Session): void {
    const byKey = this.#sessions.get(transactionId) ?? new Map<string, Set<Session>>();
    this.#sessions.set(transactionId, byKey.set(key, (byKey.get(key) ?? new Set()).add(session)));
  }

  remove(transactionId: string, key: string, session: Session): void {
    this.#sessions.get(transactionId)?.get(key)?.delete(session);
  }
}
