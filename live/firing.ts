import type { ActiveAlert } from 'observability-as-code/live';
import type { Stack } from './stack.ts';

/** Fires always. */
export const HEARTBEAT = 'ObserverWatchdog';

/** The alerts that fire now. */
export async function firing({ client }: Stack): Promise<readonly ActiveAlert[]> {
  return (await client.alerts()).filter(({ state }) => state === 'firing');
}

export const nameOf = ({ labels }: Pick<ActiveAlert, 'labels'>) => labels.alertname ?? '';

/** What the alert says, for people. */
export const descriptionOf = ({ annotations }: Pick<ActiveAlert, 'annotations'>) =>
  annotations.description ?? annotations.summary ?? '';
