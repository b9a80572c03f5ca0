import { setTimeout as sleep } from 'node:timers/promises';
import type { ActiveAlert } from 'observability-as-code/live';
import type { Fault } from './faults.ts';
import { descriptionOf, firing, HEARTBEAT, nameOf } from './firing.ts';
import type { Stack } from './stack.ts';

type Labels = ActiveAlert['labels'];

/** One alert from when it fires until it does not. */
export interface Episode {
  readonly alert: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Infinity while it fires. */
  to: number;
}

/** Looks at the alerts all the time. */
export class Watch {
  /** Until when what a fault describes may fire. */
  readonly #permitted = new Map<Fault, number>();
  readonly #open = new Map<string, Episode>();
  /** Alerts that fired while no such fault was on. */
  readonly unexpected = new Map<string, string>();
  /** In the order in which they began. */
  readonly episodes: Episode[] = [];
  #isOver = false;

  constructor(stack: Stack) {
    void this.#run(stack);
  }

  permit(fault: Fault, until = Number.POSITIVE_INFINITY): void {
    this.#permitted.set(fault, until);
  }

  /** Those that fire now. */
  now(name: string): readonly Episode[] {
    return [...this.#open.values()].filter(({ alert }) => alert === name);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #run(stack: Stack): Promise<void> {
    while (!this.#isOver) {
      // A server that is reloading does not answer for a moment.
      const found = await firing(stack).catch(() => undefined);
      if (found !== undefined) this.#note(found);
      await sleep(250);
    }
  }

  #note(found: readonly ActiveAlert[]): void {
    const at = Date.now();
    const keys = new Map(found.map((alert) => [keyOf(alert.labels), alert]));
    for (const [key, episode] of this.#open) {
      if (keys.has(key)) continue;
      episode.to = at;
      this.#open.delete(key);
    }
    for (const [key, { labels, annotations }] of keys) {
      if (this.#open.has(key)) continue;
      const alert = nameOf({ labels });
      const episode = { alert, labels, annotations, from: at, to: Number.POSITIVE_INFINITY };
      this.#open.set(key, episode);
      this.episodes.push(episode);
    }
    const permitted = [...this.#permitted].flatMap(([{ alerts, consequences = [] }, end]) =>
      at < end ? [...alerts, ...consequences] : [],
    );
    for (const alert of found) {
      const name = nameOf(alert);
      if (name !== HEARTBEAT && !permitted.includes(name)) this.unexpected.set(name, descriptionOf(alert));
    }
  }
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
