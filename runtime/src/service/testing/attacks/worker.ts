import { setMaxListeners } from 'node:events';
import { setPriority } from 'node:os';
import { ATTACKS } from './attacks.ts';

/**
 * `port milliseconds [name]`: runs the named attack for this long, or all of them, first one by one and then
 * two at a time. Repeats until it is stopped.
 */
const [port = 0, milliseconds = 0] = process.argv.slice(2).map(Number);
const only = process.argv[4];

// A real attacker is on another machine, so this one must not take processor time from the observer.
setPriority(15);

const attacks = Object.entries(ATTACKS).filter(([name]) => only === undefined || name === only);
for (let round = 0; ; round += 1) {
  const indexes = new Set([round, round + Math.floor(attacks.length / 2)]);
  const pair = [...indexes].flatMap((index) => {
    const attack = attacks[index % attacks.length];
    return attack === undefined ? [] : [attack];
  });
  console.log(pair.map(([name]) => name).join(' + '));
  const signal = AbortSignal.timeout(milliseconds);
  setMaxListeners(0, signal);
  await Promise.all(pair.map(([, attack]) => attack({ port, signal })));
}
