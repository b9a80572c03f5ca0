import type { Journal } from '../journal.ts';
import {
  type Fault,
  type HttpFault,
  isHttpFault,
  isMomentary,
  type MomentaryFault,
  type WebsocketFault,
} from './fault.ts';

export interface ActiveFault {
  stop(): void;
}

interface Switched {
  readonly fault: Fault;
  remaining: number;
}

/** Starts and stops faults at run time. */
export class Switchboard {
  readonly #journal: Journal;
  readonly #active = new Set<Switched>();
  readonly #handlers = new Map<MomentaryFault['kind'], () => void>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Sets what a momentary fault does. */
  handle(kind: MomentaryFault['kind'], handler: () => void): void {
    this.#handlers.set(kind, handler);
  }

  /** Starts a fault. A momentary one has happened when this returns. */
  start(fault: Fault): ActiveFault {
    if (isMomentary(fault)) {
      this.#count(fault);
      this.#handlers.get(fault.kind)?.();
      return { stop: () => undefined };
    }
    const switched: Switched = { fault, remaining: timesOf(fault) };
    this.#active.add(switched);
    return { stop: () => this.#active.delete(switched) };
  }

  stopAll(): void {
    this.#active.clear();
  }

  /** The fault for this request: the one that was started last. */
  meetRequest(path: string): HttpFault | undefined {
    for (const switched of [...this.#active].reverse()) {
      const { fault } = switched;
      if (!isHttpFault(fault) || !path.startsWith(fault.path ?? '/')) continue;
      switched.remaining -= 1;
      if (switched.remaining <= 0) this.#active.delete(switched);
      this.#count(fault);
      return fault;
    }
    return undefined;
  }

  /** Whether a lasting WebSocket fault is active; if so, counts it. */
  meets(kind: WebsocketFault['kind']): boolean {
    for (const { fault } of this.#active) {
      if (fault.kind !== kind) continue;
      this.#count(fault);
      return true;
    }
    return false;
  }

  #count({ kind }: Fault): void {
    this.#journal.faults[kind] = (this.#journal.faults[kind] ?? 0) + 1;
  }
}

function timesOf(fault: Fault): number {
  return isHttpFault(fault) ? (fault.times ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}
