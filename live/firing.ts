import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import type { Stack } from './stack.ts';

/** Fires always. */
export const HEARTBEAT = 'ObserverWatchdog';

/** Looks at the alerts all the time. */
export class Watch {
  /** Until when what a fault describes may fire. */
  readonly #permitted = new Map<Fault, number>();
  /** Alerts that fired while no such fault was on. */
  readonly unexpected = new Map<string, string>();
  firing: ReadonlyMap<string, string> = new Map();
  #isOver = false;

  constructor(stack: Stack) {
    void this.#run(stack);
  }

  permit(fault: Fault, until = Number.POSITIVE_INFINITY): void {
    this.#permitted.set(fault, until);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #run(stack: Stack): Promise<void> {
    while (!this.#isOver) {
      // A server that is reloading does not answer for a moment.
      this.firing = await firing(stack).catch(() => this.firing);
      const permitted = [...this.#permitted].flatMap(([{ alerts, consequences = [] }, end]) =>
        Date.now() < end ? [...alerts, ...consequences] : [],
      );
      for (const [name, description] of this.firing)
        if (name !== HEARTBEAT && !permitted.includes(name)) this.unexpected.set(name, description);
      await sleep(250);
    }
  }
}

/** Descriptions of the alerts that fire, by name. */
export async function firing({ client }: Stack): Promise<ReadonlyMap<string, string>> {
  const alerts = await client.alerts();
  return new Map(
    alerts
      .filter(({ state }) => state === 'firing')
      .map(({ labels, annotations }) => [
        labels.alertname ?? '',
        annotations.description ?? annotations.summary ?? '',
      ]),
  );
}
