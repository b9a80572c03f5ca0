import { setTimeout as sleep } from 'node:timers/promises';
import { startStandIn } from './stand-in.ts';

/** What one request brought. */
export interface Received {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `/pages` */
  readonly path: string;
  readonly body: string;
}

export interface ReceiverStandIn {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly received: readonly Received[];
  /** The first request, so far or later, that fulfils the condition. */
  waitFor(condition: (received: Received) => boolean): Promise<Received>;
}

/** Takes what Slack, PagerDuty or a webhook would. */
export async function startReceiverStandIn(): Promise<ReceiverStandIn> {
  const received: Received[] = [];
  const { url } = await startStandIn((request, response, body) => {
    received.push({ at: Date.now(), path: request.url ?? '', body });
    // Slack answers with a text.
    response.end('ok');
  });
  return {
    url,
    received,
    waitFor: async (condition) => {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const found = received.find(condition);
        if (found !== undefined) return found;
        if (Date.now() > deadline) throw new Error('It has not come within 30 s');
        await sleep(50);
      }
    },
  };
}
