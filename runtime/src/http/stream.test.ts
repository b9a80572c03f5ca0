import { once } from 'node:events';
import { connect } from 'node:net';
import { releaseAfterwards } from 'test-support/release';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { MarketRecord } from '../record.ts';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { quote, trade } from '../testing/records.ts';
import { type HttpServer, startHttpServer } from './server.ts';
import { Stream, type StreamLimits } from './stream.ts';

interface Fixture {
  readonly stream: Stream;
  readonly url: string;
  readonly server: HttpServer;
  gauge(): Promise<number>;
  /** Samples of the requests, without the durations. */
  counted(): Promise<readonly string[]>;
}

async function streaming(limits: Partial<StreamLimits> = {}): Promise<Fixture> {
  const instruments = new Instruments();
  const stream = new Stream({ instruments, limits });
  const server = await startHttpServer({ port: 0, routes: [], instruments, upgrade: stream });
  releaseAfterwards(() => server.close());
  releaseAfterwards(() => stream.close());
  return {
    stream,
    server,
    url: `ws://127.0.0.1:${server.port}/stream`,
    counted: async () =>
      (await samplesOf(instruments)).filter((line) => /^observer_http_requests_(total|in_flight)/.test(line)),
    gauge: async () => {
      const line = (await samplesOf(instruments)).find((sample) =>
        sample.startsWith('observer_active_connections '),
      );
      return Number(line?.split(' ')[1]);
    },
  };
}

interface ClientOptions {
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function client(url: string, options: ClientOptions = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  socket.on('error', () => undefined);
  releaseAfterwards(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

function received(socket: WebSocket): string[] {
  const lines: string[] = [];
  socket.on('message', (data: Buffer) => lines.push(data.toString('utf8')));
  return lines;
}

async function refusal(url: string, options: ClientOptions = {}): Promise<string> {
  const socket = new WebSocket(url, options);
  const [error] = await once(socket, 'error');
  return String(error);
}

function handshake(key = 'dGhlIHNhbXBsZSBub25jZQ=='): string {
  return (
    'GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
  );
}

describe('the stream', () => {
  it.each<[string, string, readonly MarketRecord[]]>([
    ['everything', '', [quote('005930'), trade('005930'), trade('000660')]],
    ['one track', '?track=b', [trade('005930'), trade('000660')]],
    ['some symbols', '?symbols=005930,', [quote('005930'), trade('005930')]],
    ['both', '?track=a&symbols=005930', [quote('005930')]],
  ])('sends %s to clients that request it, as it is written', async (_, query, expected) => {
    const { stream, url } = await streaming();
    const lines = received(await client(`${url}${query}`));
    for (const record of [quote('005930'), trade('005930'), trade('000660')]) stream.publish(record);
    await expect.poll(() => lines).toEqual(expected.map(({ line }) => line));
  });

  it('counts its clients, and returns to none however they leave', async () => {
    const { stream, url, gauge } = await streaming();
    const sockets = await Promise.all(Array.from({ length: 30 }, () => client(url)));
    expect(stream.clients).toBe(30);
    expect(await gauge()).toBe(30);
    sockets.forEach((socket, index) => {
      if (index % 3 === 0) socket.close();
      else if (index % 3 === 1) socket.terminate();
      // Too long a message: the client gets an error and is disconnected.
      else socket.send('x'.repeat(10_000));
    });
    await expect.poll(gauge).toBe(0);
  });

  it.each<[string, string, ClientOptions, RegExp]>([
    ['another path', '/other', {}, /404/],
    ['a page of another site', '/stream', { origin: 'https://example.com' }, /403/],
    [
      'a page whose own name is resolved to this machine',
      '/stream',
      { origin: 'http://rebound.example', headers: { host: 'rebound.example' } },
      /421/,
    ],
    ['a page without an origin', '/stream', { origin: 'null' }, /403/],
    ['a track that there is not', '/stream?track=c', {}, /400/],
  ])('refuses %s', async (_, path, options, message) => {
    const { server } = await streaming();
    expect(await refusal(`ws://127.0.0.1:${server.port}${path}`, options)).toMatch(message);
  });

  it('accepts a page of its own origin', async () => {
    const { url, server, stream } = await streaming();
    await client(url, { origin: `http://127.0.0.1:${server.port}` });
    expect(stream.clients).toBe(1);
  });

  it('refuses more clients than its limit', async () => {
    const { url } = await streaming({ clients: 2 });
    await client(url);
    await client(url);
    expect(await refusal(url)).toMatch(/503/);
  });

  it('disconnects a client that does not read, without delaying the others', async () => {
    const { stream, url, gauge } = await streaming({ unreadBytes: 64 * 1024 });
    const slow = await client(url);
    slow.pause();
    const lines = received(await client(url));
    const record = trade('005930');
    let sent = 0;
    // Enough to also fill the buffers of the operating system.
    for (; stream.clients === 2 && sent < 200_000; sent += 1) {
      stream.publish(record);
      if (sent % 500 === 0) await new Promise(setImmediate);
    }
    expect(stream.clients).toBe(1);
    await expect.poll(() => lines.length).toBe(sent);
    expect(await gauge()).toBe(1);
  });

  it('disconnects the client with the most unread if all together exceed the limit', async () => {
    const { stream, url } = await streaming({ unreadBytesOfAll: 256 * 1024 });
    const slow = await Promise.all([client(`${url}?track=b`), client(url), client(`${url}?track=b`)]);
    for (const socket of slow) socket.pause();
    const lines = received(await client(url));
    let sent = 0;
    for (; stream.clients === 4; sent += 1) {
      stream.publish(sent % 2 === 0 ? trade('005930') : quote('005930'));
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    const closed = once(slow[1] ?? new WebSocket(null), 'close');
    slow[1]?.resume();
    expect((await closed)[0]).toBe(1013);
    await expect.poll(() => lines.length).toBe(sent);
    expect(stream.clients).toBe(3);
  });

  it('does not delay the shutdown of the server', async () => {
    const { server, url } = await streaming();
    const socket = await client(url);
    const closed = once(socket, 'close');
    await server.close();
    await closed;
  });

  it('detects a client that disappeared silently', async () => {
    const { stream, server } = await streaming({ pingMilliseconds: 30 });
    const socket = connect(server.port, '127.0.0.1');
    releaseAfterwards(() => {
      socket.destroy();
    });
    // A client that opens the connection and never answers a ping.
    socket.write(handshake());
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 101 /);
    await once(socket.resume(), 'close');
    await expect.poll(() => stream.clients).toBe(0);
  });

  it('reads what a client sends right behind its handshake', async () => {
    const { server } = await streaming();
    const socket = connect(server.port, '127.0.0.1');
    releaseAfterwards(() => {
      socket.destroy();
    });
    const ping = Buffer.from([0x89, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
    socket.write(Buffer.concat([Buffer.from(handshake()), ping]));
    const pong = Buffer.from([0x8a, 0x02, 0x68, 0x69]);
    let received = Buffer.alloc(0);
    for await (const data of socket) {
      received = Buffer.concat([received, data]);
      if (received.includes(pong)) break;
    }
    expect(received.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  });

  it.each<[string, string, string]>([
    ['a client that it takes', '/stream', '101'],
    ['one that it does not understand', '/stream?track=c', '400'],
    ['a page of another site', '/stream', '403'],
  ])('counts %s once', async (what, path, status) => {
    const { server, counted } = await streaming();
    const url = `ws://127.0.0.1:${server.port}${path}`;
    if (status === '101') await client(url);
    else await refusal(url, what.includes('page') ? { origin: 'https://example.com' } : {});
    await expect
      .poll(counted)
      .toEqual([
        `observer_http_requests_total{method="GET",endpoint="/stream",status="${status}"} 1`,
        'observer_http_requests_in_flight 0',
      ]);
  });

  it('counts an invalid handshake as 400', async () => {
    const { server, counted } = await streaming();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(handshake('short'));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await counted())[0]).toBe(
      'observer_http_requests_total{method="GET",endpoint="/stream",status="400"} 1',
    );
    socket.destroy();
  });

  it('closes with 1001 when the service stops', async () => {
    const { stream, url } = await streaming();
    const socket = await client(url);
    const closed = once(socket, 'close');
    stream.close();
    expect((await closed)[0]).toBe(1001);
    expect(await refusal(url)).toMatch(/503/);
  });
});
