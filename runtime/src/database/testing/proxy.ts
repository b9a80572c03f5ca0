import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from 'test-support/free-port';
import { releaseAfterwards } from 'test-support/release';

export interface Proxy {
  /** The address of the server, by way of the proxy. */
  readonly url: string;
  /** Lets the next answer to an INSERT arrive here and no further: the rows are stored, and the connection breaks. */
  loseNextAnswer(): void;
  /** How many answers were lost. */
  readonly lost: number;
  /** From now on nothing passes, in no direction, and no connection ends: the cable is cut. */
  cut(): void;
  /** New connections pass again. */
  mend(): void;
}

/** Stands between a client and a server, and breaks what is between them. */
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
      // A command that was completed: this one is committed.
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
    mend: () => {
      isCut = false;
    },
  };
}
