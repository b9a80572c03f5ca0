import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from 'kis-simulator';
import type { Row } from 'observability-as-code/live';
import { descriptionOf, firing, HEARTBEAT, nameOf } from '../firing.ts';
import type { Stack } from '../stack.ts';
import { LONGEST_WAIT, until } from '../until.ts';

/** Whether the market is open, and its simulator. */
export interface Market {
  readonly isOpen: boolean;
  readonly simulator: Simulator;
}

/** An alert about the observer's and the rules' market state waits half a minute at most when shortened. */
const OPEN_MILLISECONDS = 20_000;
const CLOSED_MILLISECONDS = 45_000;

/** Nothing but the heartbeat fires for a while, and nothing else is sent. */
export async function checkHealth(stack: Stack, market: Market): Promise<readonly Row[]> {
  const believed = await until(
    () => beliefsOf(stack, market.simulator),
    (all) => Object.values(all).every((isOpen) => isOpen === market.isOpen),
    30_000,
  );
  // What asked for data before may have left one firing.
  await until(
    () => firing(stack),
    (now) => now.every((alert) => nameOf(alert) === HEARTBEAT),
    LONGEST_WAIT,
  );
  const seen = new Map<string, string>();
  const start = Date.now();
  const end = start + (market.isOpen ? OPEN_MILLISECONDS : CLOSED_MILLISECONDS);
  while (Date.now() < end) {
    for (const alert of await firing(stack)) seen.set(nameOf(alert), descriptionOf(alert));
    await sleep(500);
  }
  const others = [...seen].filter(([name]) => name !== HEARTBEAT);
  const notified = stack.alerting
    .messages()
    .filter(({ at, alert, isResolved }) => at >= start && alert !== HEARTBEAT && !isResolved)
    .map(({ alert, receiver }) => `${receiver} received ${alert}`);
  const row = (name: string, isOk: boolean, result: string) => ({
    section: 'health',
    name: `${market.isOpen ? 'in' : 'out of'} market hours: ${name}`,
    isOk,
    result,
  });
  return [
    ...Object.entries(believed).map(([who, isOpen]) =>
      row(
        who,
        isOpen === market.isOpen,
        isOpen === undefined ? 'does not say' : `the market is ${isOpen ? 'open' : 'closed'}`,
      ),
    ),
    row(HEARTBEAT, seen.has(HEARTBEAT), seen.has(HEARTBEAT) ? 'fires' : 'does not fire'),
    row('other alerts', others.length === 0, others.length === 0 ? 'none fires' : 'fire, see below'),
    row(
      'messages',
      notified.length === 0,
      notified.length === 0 ? 'only the heartbeat' : notified.join(', '),
    ),
    ...others.map(([name, description]) => row(name, false, `fires while nothing is wrong: ${description}`)),
  ];
}

/** Who takes the market to be open. Nothing of one that has not been scraped. */
async function beliefsOf({ client }: Stack, simulator: Simulator) {
  const isOpen = async (series: string) => {
    const [found] = await client.query(`max(${series})`);
    return found === undefined ? undefined : found.value === 1;
  };
  return {
    'the simulator': simulator.phase().kind !== 'closed',
    'the observer': await isOpen('observer_market_open'),
    'the rules': await isOpen('krx:session_open:bool'),
  };
}
