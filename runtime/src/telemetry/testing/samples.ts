import { renderExposition } from '../exposition.ts';
import type { Instruments } from '../instruments.ts';

/** The samples of a scrape, one per line, in the order in which the instruments were created. */
export async function samplesOf(instruments: Instruments): Promise<readonly string[]> {
  return renderExposition(await instruments.families(), 'text')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}
