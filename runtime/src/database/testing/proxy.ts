import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from 'test-support/free-port';
import { releaseAfterwards } from 'test-support/release';

export interface Proxy {
  /** The server's address through the proxy. */
  readonly url: string;
  /** Drops the next response to an INSERT: the rows are stored, and the connection breaks. */
  loseNextAnswer(): void;
  /** How many responses were dropped. */
  readonly lost: number;
  /** From now on no data passes and no connection ends: the cable is cut. */
  cut(): void;
  /** New connections pass again. */
  repair(): void;
}

/** A proxy between client and server that can break the connection. */
export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  let [isLosing, isCut, lost] = [false, false, 0];
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    let isInsert = false;
    const wasCut = isCut;
    const isSevered = () => wasCut || isCut;
    client.on('data', (data) => {
      if (isSevered()) return;
      if (data.includes('INSERT INTO observer.s')) isInsert = true;
      server.write(data);
    });
    server.on('data', (data) => {
      if (isSevered()) return;
      // A completed command: this one is committed.
      if (isLosing && isInsert && data.includes('INSERT 0 ')) {
        [isLosing, lost] = [false, lost + 1];
        server.destroy();
        client.destroy();
        return;
      }
      client.write(data);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => {
      if (!isSevered()) client.destroy();
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  releaseAfterwards(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await once(proxy, 'close');
  });
  const address = new URL(url);
  address.port = String(listeningPort(proxy.address()));
  return {
    url: address.href,
    loseNextAnswer: () => {
      isLosing = true;
    },
    get lost() {
      return lost;
    },
    cut: () => {
      isCut = true;
    },
    repair: () => {
      isCut = false;
    },
  };
}
