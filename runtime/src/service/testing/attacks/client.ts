import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The target of an attack, and when the attack is over. */
export interface Target {
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Pause before a cut connection is reopened. */
const RECONNECT_MS = 50;

/**
 * Keeps this many connections open and runs the attack on each. Cut connections are reopened.
 *
 * @param attack gets a paused connection and its number
 */
export async function connections(
  { port, signal }: Target,
  count: number,
  attack: (socket: Socket, index: number) => void | Promise<void>,
): Promise<void> {
  const one = async (index: number) => {
    while (!signal.aborted) {
      const socket = connect(port, '127.0.0.1').pause();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => undefined);
      const end = () => socket.destroy();
      signal.addEventListener('abort', end);
      await attack(socket, index);
      await closed;
      signal.removeEventListener('abort', end);
      await sleep(RECONNECT_MS);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

/** Writes without end, as fast as possible. */
export function flood(socket: Socket, chunk: string | Buffer): void {
  const more = (): void => {
    if (!socket.writable) return;
    if (socket.write(chunk)) setImmediate(more);
    else socket.once('drain', more);
  };
  more();
}

export function request(method: string, path: string, ...headers: readonly string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
}
