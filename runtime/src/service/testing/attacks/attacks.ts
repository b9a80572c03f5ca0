import { setTimeout as sleep } from 'node:timers/promises';
import { connections, flood, request, type Target } from './client.ts';

export type Attack = (target: Target) => Promise<void>;

const PATHS = [
  '/metrics',
  '/',
  '/health',
  '/ready',
  '/status',
  '/stream',
  '/nothing',
  '/metrics?x=1',
  '//evil',
];
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PROPFIND'];

/** Invalid requests, and unusual ones. */
const BROKEN = [
  'hello\r\n\r\n',
  'GET /metrics\r\n\r\n',
  'GET /metrics HTTP/1.1\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  request('CONNECT', 'localhost:443'),
  request('GET', '/metrics', 'Expect: more'),
  request('GET', '/metrics', `X: ${'x'.repeat(20_000)}`),
  request('GET', `/${'x'.repeat(20_000)}`),
  request('GET', '/stream', 'Connection: Upgrade', 'Upgrade: websocket'),
  request('GET', '/metrics', 'Connection: Upgrade', 'Upgrade: h2c'),
  `${request('POST', '/status', 'Transfer-Encoding: chunked')}ZZ\r\n`,
  request('GET', '/metrics', ...Array.from({ length: 500 }, (_, index) => `X${index}: y`)),
  `\u0016\u0003\u0001${'\u0000'.repeat(200)}`,
];

const HANDSHAKE = request(
  'GET',
  '/stream',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
);

/** A client's frame, with a mask of zeros. */
function frame(opcode: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

const PING = 9;
const TEXT = 1;

/** Each is an attack that has brought down some server, or a variant of one. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'scrapes at once, and nobody reads': (target) =>
    connections(target, 60, (socket) => {
      socket.write(request('GET', '/metrics').repeat(1_700));
    }),
  'requests of all kinds at once, and nobody reads': (target) =>
    connections(target, 60, (socket, index) => {
      const some = PATHS.flatMap((path) => METHODS.map((method) => request(method, path)));
      const turned = [...some.slice(index % some.length), ...some.slice(0, index % some.length)];
      socket.write(turned.join('').repeat(200));
    }),
  'requests without end, and everybody reads': (target) =>
    connections(target, 30, (socket, index) => {
      socket.resume();
      flood(socket, request('GET', PATHS[index % PATHS.length] ?? '/').repeat(200));
    }),
  '3,000 scrapes that nobody reads': (target) =>
    connections(target, 3_000, async (socket, index) => {
      // Not all at the same moment: the kernel's queue would refuse them.
      await sleep(index / 4);
      socket.write(request('GET', '/metrics').repeat(3));
    }),
  'clients that read a byte now and then': (target) =>
    connections(target, 100, (socket) => {
      socket.write(request('GET', '/metrics').repeat(500));
      const sip = setInterval(() => socket.read(1), 100);
      socket.once('close', () => clearInterval(sip));
    }),
  'heads by the byte': (target) =>
    connections(target, 300, (socket) => {
      socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n');
      const drip = setInterval(() => socket.write('X'), 200);
      socket.resume().once('close', () => clearInterval(drip));
    }),
  'bodies without end': (target) =>
    connections(target, 30, (socket, index) => {
      const chunked = index % 2 === 0;
      socket
        .resume()
        .write(
          request('POST', '/status', chunked ? 'Transfer-Encoding: chunked' : 'Content-Length: 9999999999'),
        );
      flood(socket, chunked ? '8000\r\n'.concat('\n'.repeat(0x8000), '\r\n') : '\n'.repeat(0x8000));
    }),
  'lines without end': (target) => connections(target, 60, (socket) => flood(socket, '\r\n'.repeat(0x8000))),
  'broken requests': (target) =>
    connections(target, 60, (socket, index) => {
      socket.resume().write(BROKEN[index % BROKEN.length] ?? '');
    }),
  'connections that come and go': (target) =>
    connections(target, 100, async (socket, index) => {
      socket.write(request('GET', '/metrics').repeat(20));
      await sleep(index / 5);
      if (index % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }),
  'stream clients that do not read': (target) =>
    connections(target, 150, (socket) => {
      socket.write(HANDSHAKE);
    }),
  'stream clients that ping without end': (target) =>
    connections(target, 50, (socket, index) => {
      socket.write(HANDSHAKE);
      if (index % 2 === 0) socket.resume();
      flood(
        socket,
        Buffer.concat(Array.from({ length: 500 }, () => frame(PING, index % 4 === 0 ? '' : 'x'.repeat(125)))),
      );
    }),
  'stream clients that talk without end': (target) =>
    connections(target, 50, (socket, index) => {
      socket.resume().write(HANDSHAKE);
      flood(socket, index % 2 === 0 ? frame(TEXT, 'x'.repeat(100)) : Buffer.alloc(4_096, index));
    }),
};
