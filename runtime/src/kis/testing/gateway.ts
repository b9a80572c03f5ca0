import { once } from 'node:events';
import { object, objectAt, textAt } from 'test-support/json';
import { releaseAfterwards } from 'test-support/release';
import { type WebSocket, WebSocketServer } from 'ws';

/** A client's command. */
export interface Asked {
  readonly connection: number;
  readonly approvalKey: string;
  readonly type: string;
  readonly transactionId: string;
  readonly key: string;
}

/** The code of the answer, the whole answer, or none. */
type Reply = string | undefined;

export interface Gateway {
  readonly url: string;
  /** Every command, in order. */
  readonly asked: Asked[];
  /** How often a client connected. */
  readonly connections: number;
  send(text: string): void;
}

/** A gateway with scripted answers, for what the simulator never does. */
export async function gateway(reply: (asked: Asked) => Reply): Promise<Gateway> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const asked: Asked[] = [];
  let connections = 0;
  let last: WebSocket | undefined;
  server.on('connection', (websocket) => {
    connections += 1;
    last = websocket;
    const connection = connections;
    websocket.on('message', (data) => {
      const message = object(JSON.parse(String(data)));
      const [header, input] = [objectAt(message, 'header'), objectAt(objectAt(message, 'body'), 'input')];
      const command: Asked = {
        connection,
        approvalKey: textAt(header, 'approval_key'),
        type: textAt(header, 'tr_type'),
        transactionId: textAt(input, 'tr_id'),
        key: textAt(input, 'tr_key'),
      };
      asked.push(command);
      const answer = reply(command);
      if (answer !== undefined)
        websocket.send(answer.startsWith('{') ? answer : acknowledgementOf(command, answer));
    });
  });
  await once(server, 'listening');
  releaseAfterwards(async () => {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}`,
    asked,
    get connections() {
      return connections;
    },
    send: (text) => last?.send(text),
  };
}

export function acknowledgementOf(
  { transactionId, key }: Pick<Asked, 'transactionId' | 'key'>,
  code: string,
  output?: { readonly key: string; readonly iv: string },
): string {
  return JSON.stringify({
    header: { tr_id: transactionId, tr_key: key, encrypt: 'N' },
    body: { rt_cd: code === 'OPSP0000' ? '0' : '1', msg_cd: code, msg1: 'text', ...(output && { output }) },
  });
}
