import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ServerProcess } from './server-process.ts';

export type Labels = Readonly<Record<string, string>>;

export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly startsAt?: string;
  /** An hour from now if left out. */
  readonly endsAt?: string;
}

/** Hands alerts to Alertmanager and waits until it has given each to its routes. */
export async function postAlerts(server: ServerProcess, alerts: readonly PostedAlert[]): Promise<void> {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const before = await processed(server);
  const response = await fetch(`${server.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alerts.map((alert) => ({ endsAt, ...alert }))),
  });
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: '' });
  await expect.poll(() => processed(server), { timeout: 60_000, interval: 50 }).toBe(before + alerts.length);
}

/** How many alerts have been given to their routes since the start. */
async function processed(server: ServerProcess): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(
    /^alertmanager_dispatcher_alert_processing_duration_seconds_count (\S+)/m.exec(text)?.[1] ?? 0,
  );
}

export async function getJson<Answer>(server: ServerProcess, path: string): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`);
  expect(response.status).toBe(200);
  const answer: Answer = JSON.parse(await response.text());
  return answer;
}

export interface AlertGroup {
  readonly labels: Labels;
  readonly receiver: { readonly name: string };
  readonly alerts: readonly { readonly labels: Labels }[];
}

export interface ListedAlert {
  readonly labels: Labels;
  readonly fingerprint: string;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** Calls until the answer is as expected, and fails with the last difference. */
export async function eventually<Answer>(
  answer: () => Promise<Answer>,
  expected: Answer,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    const found = await answer();
    if (JSON.stringify(found) === JSON.stringify(expected) || performance.now() > deadline) {
      expect(found).toEqual(expected);
      return;
    }
    await sleep(50);
  }
}
