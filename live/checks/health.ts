import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from 'observability-as-code/live';
import { descriptionOf, firing, HEARTBEAT, nameOf } from '../firing.ts';
import type { Stack } from '../stack.ts';
import { LONGEST_WAIT, until } from '../until.ts';

/** Nothing but the heartbeat fires for a while. */
export async function checkHealth(
  stack: Stack,
  title: string,
  milliseconds: number,
): Promise<readonly Row[]> {
  // What asked for data before may have left one firing.
  await until(
    () => firing(stack),
    (now) => now.every((alert) => nameOf(alert) === HEARTBEAT),
    LONGEST_WAIT,
  );
  const seen = new Map<string, string>();
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    for (const alert of await firing(stack)) seen.set(nameOf(alert), descriptionOf(alert));
    await sleep(500);
  }
  const others = [...seen].filter(([name]) => name !== HEARTBEAT);
  const row = (name: string, isOk: boolean, result: string) => ({
    section: 'health',
    name: `${title}: ${name}`,
    isOk,
    result,
  });
  return [
    row(HEARTBEAT, seen.has(HEARTBEAT), seen.has(HEARTBEAT) ? 'fires' : 'does not fire'),
    row('other alerts', others.length === 0, others.length === 0 ? 'none fires' : 'fire, see below'),
    ...others.map(([name, description]) => row(name, false, `fires while nothing is wrong: ${description}`)),
  ];
}
