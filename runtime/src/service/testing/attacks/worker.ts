import { setMaxListeners } from 'node:events';
import { setPriority } from 'node:os';
import { ATTACKS } from './attacks.ts';

/** Attacks the port, one after the other and two at a time, for so many milliseconds each; over and over until it is told to end. */
const [port = 0, milliseconds = 0] = process.argv.slice(2).map(Number);

// An attacker is another machine: it takes no processor from the observer.
setPriority(15);

const attacks = Object.entries(ATTACKS);
for (let round = 0; ; round += 1) {
  const pair = [round, round + Math.floor(attacks.length / 2)].flatMap((index) => {
    const attack = attacks[index % attacks.length];
    return attack === undefined ? [] : [attack];
  });
  console.log(pair.map(([name]) => name).join(' + '));
  const signal = AbortSignal.timeout(milliseconds);
  setMaxListeners(0, signal);
  await Promise.all(pair.map(([, attack]) => attack({ port, signal })));
}
