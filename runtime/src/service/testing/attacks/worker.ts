import { setMaxListeners } from 'node:events';
import { setPriority } from 'node:os';
import { ATTACKS } from './attacks.ts';

/**
 * `port milliseconds [name]`: the attack of that name for so long, or all of them, one after the other and two at a time. Over and
 * over until it is told to end.
 */
const [port = 0, milliseconds = 0] = process.argv.slice(2).map(Number);
const only = process.argv[4];

// An attacker is another machine: it takes no processor from the observer.
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
