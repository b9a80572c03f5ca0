import { randomUUID } from 'node:crypto';
import type { SimulatedClock } from '../clock.ts';

/** Valid for a day, and checked only when subscribing. [official] */
const LIFETIME = 86_400_000;

/** The keys for opening WebSocket sessions. */
export class ApprovalRegistry {
  readonly #clock: SimulatedClock;
  readonly #approvals = new Map<string, { readonly appKey: string; readonly expiresAt: number }>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  issue(appKey: string): string {
    const key = randomUUID();
    this.#approvals.set(key, { appKey, expiresAt: this.#clock.now() + LIFETIME });
    return key;
  }

  /** The app key that an approval key was issued to; undefined if it is unknown or too old. */
  ownerOf(approvalKey: string): string | undefined {
    const approval = this.#approvals.get(approvalKey);
    return approval !== undefined && approval.expiresAt > this.#clock.now() ? approval.appKey : undefined;
  }

  forgetAll(): void {
    this.#approvals.clear();
  }
}
