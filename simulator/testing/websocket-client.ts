import { type JsonObject, object } from 'test-support/json';
import { releaseAfterwards } from 'test-support/release';
import { until } from 'test-support/until';
import { WebSocket } from 'ws';
import type { Simulator } from '../index.ts';
import { approvalKey } from './client.ts';

/** A received trade, with the fields that tests check. */
export interface ReceivedTrade {
  readonly code: string;
  readonly fields: readonly string[];
  readonly hourClass: string;
  readonly price: number;
  readonly volume: number;
  readonly accumulatedVolume: number;
}

/** A client that records everything, and answers PINGPONG by default. */
export class TestClient {
  readonly texts: string[] = [];
  readonly frames: string[] = [];
  closeCode: number | undefined;
  /** Records in all frames, according to their heads. */
  records = 0;
  readonly #websocket: WebSocket;
  readonly #approvalKey: string;
  readonly #answersPings: boolean;
  #pings = 0;

  constructor(websocket: WebSocket, approval: string, answersPings: boolean) {
    this.#websocket = websocket;
    this.#approvalKey = approval;
    this.#answersPings = answersPings;
    websocket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    websocket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  get pings(): number {
    return this.#pings;
  }

  send(text: string): void {
    this.#websocket.send(text);
  }

  pong(text: string): void {
    this.#websocket.pong(text);
  }

  close(): void {
    this.#websocket.terminate();
  }

  pause(): void {
    this.#websocket.pause();
  }

  resume(): void {
    this.#websocket.resume();
  }

  /** Sends a subscription, and returns the answer. */
  async subscribe(key: string, transactionId = 'H0STCNT0', change: JsonObject = {}): Promise<JsonObject> {
    return this.ask(
      JSON.stringify({
        header: {
          approval_key: this.#approvalKey,
          custtype: 'P',
          tr_type: '1',
          'content-type': 'utf-8',
          ...change,
        },
        body: { input: { tr_id: transactionId, tr_key: key } },
      }),
    );
  }

  unsubscribe(key: string, transactionId = 'H0STCNT0'): Promise<JsonObject> {
    return this.subscribe(key, transactionId, { tr_type: '2' });
  }

  /** Sends a text, and returns the next JSON answer. */
  async ask(text: string): Promise<JsonObject> {
    const before = this.texts.length;
    this.send(text);
    await until(() => this.texts.length > before);
    return object(JSON.parse(this.texts[before] ?? ''));
  }

  /** All received trades, in order. */
  trades(): readonly ReceivedTrade[] {
    return this.frames.filter((frame) => frame.startsWith('0|H0STCNT0|')).flatMap(tradesOf);
  }

  #receive(text: string): void {
    if (!text.startsWith('{')) {
      this.frames.push(text);
      this.records += Number(text.split('|', 3)[2]);
      return;
    }
    if (!text.includes('PINGPONG')) {
      this.texts.push(text);
      return;
    }
    this.#pings += 1;
    if (this.#answersPings) this.#websocket.send(text);
  }
}

/** A connected client; it is disconnected after the test. */
export async function connect(
  simulator: Simulator,
  { path = '/tryitout', answersPings = true } = {},
): Promise<TestClient> {
  const approval = await approvalKey(simulator);
  const websocket = new WebSocket(`${simulator.websocketUrl}${path}`);
  releaseAfterwards(() => websocket.terminate());
  const client = new TestClient(websocket, approval, answersPings);
  await new Promise<void>((resolve, reject) => {
    websocket.once('open', () => resolve());
    websocket.once('error', reject);
  });
  return client;
}

/** Splits a frame as the portal describes: by `|`, then by `^`, evenly among the stated number of records. */
export function tradesOf(frame: string): readonly ReceivedTrade[] {
  const [, , count = '0', payload = ''] = frame.split('|');
  const fields = payload.split('^');
  const width = fields.length / Number(count);
  if (!Number.isInteger(width)) throw new Error(`${fields.length} fields are not those of ${count} records`);
  return Array.from({ length: Number(count) }, (_, index) => {
    const record = fields.slice(index * width, (index + 1) * width);
    return {
      code: record[0] ?? '',
      fields: record,
      hourClass: record[43] ?? '',
      price: Number(record[2]),
      volume: Number(record[12]),
      accumulatedVolume: Number(record[13]),
    };
  });
}
