import type { Metric } from 'observability-as-code/contract';
import { renderExposition } from '../exposition.ts';
import type { Instruments } from '../instruments.ts';

/** The samples of a scrape, one per line, in the order in which the instruments were created. */
export async function samplesOf(instruments: Instruments): Promise<readonly string[]> {
  return renderExposition(await instruments.families(), 'text')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The series of a counter or gauge that are not 0, by the values of their labels: `{ 'b no_space': 1 }`. */
export async function countsOf(
  instruments: Instruments,
  { name }: Pick<Metric, 'name'>,
): Promise<Record<string, number>> {
  const family = (await instruments.families()).find((each) => each.name === name);
  if (family === undefined) throw new RangeError(`${name} has no instrument`);
  const counts = family.samples.map(({ labels, value }) => [Object.values(labels).join(' '), value] as const);
  return Object.fromEntries(counts.filter(([, value]) => value !== 0));
}

/** The sum of a metric's series. */
export async function totalOf(instruments: Instruments, metric: Pick<Metric, 'name'>): Promise<number> {
  return Object.values(await countsOf(instruments, metric)).reduce((sum, value) => sum + value, 0);
}
