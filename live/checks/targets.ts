import type { Row } from 'observability-as-code/live';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';

/** Every target is up. */
export async function checkTargets(stack: Stack): Promise<readonly Row[]> {
  const rows = (result: Awaited<ReturnType<typeof stack.client.targets>>) =>
    result.active.map(({ labels, scrapeUrl, health, lastError }) => ({
      section: 'targets',
      name: `${labels.namespace}/${labels.job} ${scrapeUrl}`,
      isOk: health === 'up',
      result: lastError === '' ? health : `${health}: ${lastError}`,
    }));
  const found = await until(
    async () => rows(await stack.client.targets()),
    (all) => all.length > 0 && all.every(({ isOk }) => isOk),
    30_000,
  );
  const refused = stack.refusals.map((reason) => ({
    section: 'targets',
    name: 'ServiceMonitor observer',
    isOk: false,
    result: reason,
  }));
  return [...refused, ...found];
}
