import { EventEmitter, once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseAfterwards } from 'test-support/release';
import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import type { Route } from './route.ts';
import { type HttpLimits, type HttpServer, startHttpServer } from './server.ts';

interface Fixture {
  readonly server: HttpServer;
  readonly url: string;
  /** Samples of the requests, without the durations. */
  counted(): Promise<readonly string[]>;
}

/** Emits `begun` when a slow handler has begun. */
const handlers = new EventEmitter();

const ROUTES: readonly Route[] = [
  { path: '/fast', handle: () => ({ status: 200, body: { fine: true } }) },
  { path: '/text', handle: () => ({ status: 200, body: '한국\n' }) },
  {
    path: '/slow',
    handle: async () => {
      handlers.emit('begun');
      await sleep(150);
      return { status: 200, body: 'late\n' };
    },
  },
  {
    path: '/hung',
    handle: () => {
      handlers.emit('begun');
      return new Promise(() => undefined);
    },
  },
  {
    path: '/hung-until-aborted',
    handle: ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  },
  { path: '/huge', handle: () => ({ status: 200, body: 'x'.repeat(32 * 2 ** 20) }) },
  { path: '/unprintable', handle: () => ({ status: 200, body: { shares: 1n } }) },
  {
    path: '/broken',
    handle: () => {
      throw new Error('secret detail');
    },
  },
];

async function serving(limits: Partial<HttpLimits> = {}): Promise<Fixture> {
  const instruments = new Instruments();
  const server = await startHttpServer({ port: 0, routes: ROUTES, instruments, limits });
  releaseAfterwards(() => server.close());
  return {
    server,
    url: `http://127.0.0.1:${server.port}`,
    counted: async () =>
      (await samplesOf(instruments)).filter((line) => /^observer_http_requests_(total|in_flight)/.test(line)),
  };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  releaseAfterwards(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

async function everything(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  await once(socket, 'close');
  return text;
}

describe('the HTTP server', () => {
  it('serves its routes, with their content types', async () => {
    const { url } = await serving();
    const json = await fetch(`${url}/fast?query=any`);
    expect([json.status, json.headers.get('content-type'), await json.json()]).toEqual([
      200,
      'application/json; charset=utf-8',
      { fine: true },
    ]);
    expect(json.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await fetch(`${url}/text`);
    expect([text.headers.get('content-length'), await text.text()]).toEqual(['7', '한국\n']);
  });

  it.each<[string, string, string, number]>([
    ['HEAD without the body', 'HEAD', '/text', 200],
    ['OPTIONS with what is allowed', 'OPTIONS', '/fast', 204],
    ['another method with 405', 'DELETE', '/fast', 405],
    ['another path with 404', 'GET', '/missing', 404],
    ['a handler that throws with 500', 'GET', '/broken', 500],
    ['a body that JSON cannot hold with 500', 'GET', '/unprintable', 500],
    ['HEAD with an error without a body', 'HEAD', '/missing', 404],
  ])('answers %s', async (_, method, path, status) => {
    const { url } = await serving();
    const answer = await fetch(`${url}${path}`, { method });
    const body = await answer.text();
    expect(answer.status).toBe(status);
    expect(body).not.toContain('secret detail');
    if (method === 'HEAD') expect(body).toBe('');
    if (status === 405 || status === 204) expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each(['/hung', '/hung-until-aborted'])('answers 503 if a handler never returns: %s', async (path) => {
    const { url } = await serving({ answerMilliseconds: 30 });
    expect((await fetch(url + path)).status).toBe(503);
  });

  it('does not parse bytes after a request without a body as the next request', async () => {
    const { server, counted } = await serving();
    const socket = await connected(server.port);
    socket.write(
      'POST /fast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 28\r\n\r\nGET /fast HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    const text = await everything(socket);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405']);
    expect((await counted()).join()).not.toContain('method="GET"');
  });

  it('counts templates and known methods, whatever paths are tried', async () => {
    const { url, counted } = await serving();
    for (let index = 0; index < 20; index += 1) await fetch(`${url}/guess-${index}`);
    await fetch(`${url}/fast`);
    await fetch(`${url}/broken`);
    await fetch(`${url}/fast`, { method: 'PROPFIND' });
    await expect
      .poll(counted)
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="unmatched",status="404"} 20',
        'observer_http_requests_total{method="GET",endpoint="/fast",status="200"} 1',
        'observer_http_requests_total{method="GET",endpoint="/broken",status="500"} 1',
        'observer_http_requests_total{method="_OTHER",endpoint="/fast",status="405"} 1',
        'observer_http_requests_in_flight 0',
      ]);
  });

  it('counts an aborted request once, and leaves none in flight after many of them', async () => {
    const { server, counted } = await serving();
    const sockets = await Promise.all(Array.from({ length: 50 }, () => connected(server.port)));
    for (const socket of sockets) socket.write('GET /hung HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(counted).toEqual(['observer_http_requests_in_flight 50']);
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(counted)
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="/hung",status="499"} 50',
        'observer_http_requests_in_flight 0',
      ]);
  });

  it('starts a request once the previous one on the connection is answered', async () => {
    const { server, counted } = await serving({ answerMilliseconds: 60_000 });
    const socket = await connected(server.port);
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    socket.resume().write(`${get('/text')}${get('/fast')}${get('/hung')}${get('/fast').repeat(1_000)}`);
    await expect
      .poll(counted)
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="/text",status="200"} 1',
        'observer_http_requests_total{method="GET",endpoint="/fast",status="200"} 1',
        'observer_http_requests_in_flight 1',
      ]);
    socket.destroy();
    await server.close();
    expect(await counted()).toEqual([
      'observer_http_requests_total{method="GET",endpoint="/text",status="200"} 1',
      'observer_http_requests_total{method="GET",endpoint="/fast",status="200"} 1',
      'observer_http_requests_total{method="GET",endpoint="/hung",status="499"} 1',
      'observer_http_requests_in_flight 0',
    ]);
  });

  it('answers pipelined requests in order, one by one', async () => {
    const { server, counted } = await serving();
    const socket = await connected(server.port);
    const paths = Array.from({ length: 500 }, (_, index) => ['/text', '/fast', '/missing'][index % 3]);
    const all = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('');
    socket.write(`${all}GET /fast HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const text = await everything(socket);
    const statuses = text.match(/HTTP\/1\.1 \d+/g);
    expect(statuses).toEqual(
      [...paths, '/fast'].map((path) => `HTTP/1.1 ${path === '/missing' ? 404 : 200}`),
    );
    expect((await counted()).at(-1)).toBe('observer_http_requests_in_flight 0');
  });

  it('permits a few empty lines before a request, and cuts a client that sends nothing else', async () => {
    const { server, url, counted } = await serving();
    const socket = await connected(server.port);
    socket.write('\r\n\n\r\nGET /fast HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 200 /);
    const flooding = await connected(server.port);
    const closed = once(flooding.resume(), 'close');
    flooding.write('\r\n'.repeat(30_000));
    await closed;
    expect((await fetch(`${url}/fast`)).status).toBe(200);
    await expect
      .poll(counted)
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="/fast",status="200"} 2',
        'observer_http_requests_in_flight 0',
      ]);
  });

  it('accepts a new client when there are too many, and cuts the one that has waited longest', async () => {
    const { server, url } = await serving({ connections: 10 });
    const idle: Socket[] = [];
    for (let index = 0; index < 10; index += 1) idle.push((await connected(server.port)).resume());
    idle[0]?.write('GET /fast HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle[0] ?? new EventEmitter(), 'data');
    const cut = once(idle[1] ?? new EventEmitter(), 'close');
    expect((await fetch(`${url}/fast`)).status).toBe(200);
    await cut;
    expect(idle.filter(({ closed }) => closed)).toEqual([idle[1]]);
  });

  it('cuts the client that has not read for longest if too much is unread', async () => {
    const { server, counted } = await serving({ unreadBytes: 80 * 2 ** 20 });
    const get = 'GET /huge HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (let index = 0; index < 5; index += 1) {
      const socket = await connected(server.port);
      socket.pause();
      socket.write(get);
      const running = `observer_http_requests_in_flight ${Math.min(index + 1, 2)}`;
      await expect.poll(counted).toContain(running);
    }
    const reader = await connected(server.port);
    let bytes = 0;
    reader.on('data', (data) => {
      bytes += data.length;
    });
    reader.write(get.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await once(reader, 'close');
    expect(bytes).toBeGreaterThan(32 * 2 ** 20);
    await expect
      .poll(async () => (await counted()).filter((line) => line.includes('total')))
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="/huge",status="499"} 4',
        'observer_http_requests_total{method="GET",endpoint="/huge",status="200"} 1',
      ]);
  });

  it('does not keep an answer for a client that does not read it', async () => {
    const { server, counted } = await serving({ stallMilliseconds: 200 });
    const socket = await connected(server.port);
    socket.pause();
    socket.write('GET /huge HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect
      .poll(counted)
      .toEqual([
        'observer_http_requests_total{method="GET",endpoint="/huge",status="499"} 1',
        'observer_http_requests_in_flight 0',
      ]);
  });

  it.each<[string, string, string]>([
    [
      'an address with a host, as a proxy is sent',
      'GET http://localhost/fast HTTP/1.1\r\nHost: localhost',
      '200',
    ],
    ['a client of HTTP/1.0, which names no host', 'GET /fast HTTP/1.0', '200'],
    ['an IPv6 address', 'GET /fast HTTP/1.1\r\nHost: [::1]:8000', '200'],
    ['a name for another machine', 'GET /fast HTTP/1.1\r\nHost: rebound.example:8000', '421'],
    ['another machine in the address', 'GET http://rebound.example/fast HTTP/1.1\r\nHost: localhost', '421'],
    ['no name at all', 'GET /fast HTTP/1.1\r\nHost: a b', '421'],
    ['a host in the place of a path', 'GET /\\evil/fast HTTP/1.1\r\nHost: localhost', '404'],
    ['an encoded path, which is another one', 'GET /%66ast HTTP/1.1\r\nHost: localhost', '404'],
    [
      'an offer of HTTP/2 as if there were none',
      'GET /fast HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk',
      '200',
    ],
  ])('answers %s', async (_, head, status) => {
    const { server, counted } = await serving();
    const socket = await connected(server.port);
    socket.end(`${head}\r\n\r\n`);
    expect(await everything(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await counted()).join()).toContain(`status="${status}"} 1`);
    expect((await counted()).join()).toContain('in_flight 0');
  });

  const HOST = 'Host: localhost\r\n';
  const POST = `POST /fast HTTP/1.1\r\n${HOST}`;
  const WEBSOCKET = `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`;

  it.each<[string, string, string]>([
    ['no host in HTTP/1.1', 'GET /fast HTTP/1.1\r\n\r\n', 'GET /fast 400'],
    ['two hosts', `GET /fast HTTP/1.1\r\n${HOST}${HOST}\r\n`, 'GET /fast 400'],
    ['two hosts in HTTP/1.0', `GET /fast HTTP/1.0\r\n${HOST}Host: evil\r\n\r\n`, 'GET /fast 400'],
    ['a request line without a version', `GET /fast\r\n${HOST}\r\n`, 'GET /fast 400'],
    ['a version that there is not', `GET /fast HTTP/1.9\r\n${HOST}\r\n`, '_OTHER unmatched 400'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '_OTHER unmatched 400'],
    ['no HTTP at all', 'hello\r\n\r\n', '_OTHER unmatched 400'],
    ['a head without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '_OTHER unmatched 431'],
    ['a host in the place of a path', `GET //evil/fast HTTP/1.1\r\n${HOST}\r\n`, 'GET unmatched 400'],
    [
      'an expectation that nobody meets',
      `GET /fast HTTP/1.1\r\n${HOST}Expect: more\r\n\r\n`,
      'GET /fast 417',
    ],
    ['a body that waits', `${POST}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`, 'POST /fast 405'],
    ['CONNECT', `CONNECT localhost:443 HTTP/1.1\r\n${HOST}\r\n`, '_OTHER unmatched 405'],
    [
      'CONNECT with bytes behind it',
      `CONNECT localhost:443 HTTP/1.1\r\n${HOST}\r\nGET /fast HTTP/1.1\r\n${HOST}\r\n`,
      '_OTHER unmatched 405',
    ],
    ['a broken chunked body', `${POST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 'POST /fast 405'],
    [
      'a broken body of a request that is answered',
      `GET /slow HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`,
      'GET /slow 200',
    ],
    ['two lengths', `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, '_OTHER unmatched 400'],
    ['a header without a name', `GET /fast HTTP/1.1\r\n${HOST}: x\r\n\r\n`, '_OTHER unmatched 400'],
    ['a WebSocket where there is none', `GET /missing HTTP/1.1\r\n${WEBSOCKET}\r\n`, 'GET unmatched 404'],
    [
      'an offer to become a WebSocket, which a client has to live without',
      `GET /fast HTTP/1.1\r\n${WEBSOCKET}Connection: close\r\n\r\n`,
      'GET /fast 200',
    ],
    ['half of a request', 'GET /fast HTTP/1.1\r\nHost: local', '_OTHER unmatched 408'],
  ])('answers %s, and counts it once', async (_, text, series) => {
    const [method, endpoint, status] = series.split(' ');
    const isHalf = status === '408';
    const { server, counted } = await serving(isHalf ? { headMilliseconds: 300 } : {});
    const socket = await connected(server.port);
    socket.write(text);
    if (!isHalf) socket.end();
    const answered = await everything(socket);
    expect(answered.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
    expect(await counted()).toEqual([
      `observer_http_requests_total{method="${method}",endpoint="${endpoint}",status="${status}"} 1`,
      'observer_http_requests_in_flight 0',
    ]);
  });

  it('counts nothing for a connection without a request', async () => {
    const { server, counted } = await serving({ headMilliseconds: 200 });
    const [left, stayed] = [await connected(server.port), await connected(server.port)];
    left.destroy();
    expect(await everything(stayed)).toBe('');
    expect(await counted()).toEqual(['observer_http_requests_in_flight 0']);
  });

  it.each([
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '127.1',
    '127.8.8.8',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('accepts only host names of this machine if it listens on %s', async (host) => {
    const instruments = new Instruments();
    const server = await startHttpServer({ host, port: 0, routes: ROUTES, instruments });
    releaseAfterwards(() => server.close());
    const socket = connect(server.port, server.host);
    releaseAfterwards(() => {
      socket.destroy();
    });
    socket.write('GET /fast HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n');
    expect(await everything(socket)).toMatch(/^HTTP\/1.1 421 /);
  });

  it('accepts any host name if it is not bound to loopback', async () => {
    const instruments = new Instruments();
    const server = await startHttpServer({ host: '0.0.0.0', port: 0, routes: ROUTES, instruments });
    releaseAfterwards(() => server.close());
    const socket = await connected(server.port);
    socket.write('GET /fast HTTP/1.1\r\nHost: observer.market.svc\r\nConnection: close\r\n\r\n');
    expect(await everything(socket)).toMatch(/^HTTP\/1.1 200 /);
  });

  describe('a server that stops', () => {
    it('finishes current requests, and closes idle connections', async () => {
      const { server, url } = await serving();
      const agent = new Agent({ keepAlive: true });
      releaseAfterwards(() => agent.destroy());
      const kept = httpRequest(`${url}/fast`, { agent }).end();
      const [first] = await once(kept, 'response');
      first.resume();
      await once(first, 'end');

      const begun = once(handlers, 'begun');
      const slow = fetch(`${url}/slow`);
      await begun;
      const start = performance.now();
      const cutOff = server.drain(5_000);
      const answer = await slow;
      expect([answer.status, await answer.text()]).toEqual([200, 'late\n']);
      expect(await cutOff).toBe(0);
      // Idle connections would stay for five seconds.
      expect(performance.now() - start).toBeLessThan(4_500);
      await expect(fetch(`${url}/fast`)).rejects.toThrow();
    });

    it('does not wait for the rest of an incomplete request', async () => {
      const { server } = await serving();
      const socket = await connected(server.port);
      socket.resume().write('GET /fast HTTP/1.1\r\n');
      await sleep(50);
      const start = performance.now();
      expect(await server.drain(20_000)).toBe(0);
      expect(performance.now() - start).toBeLessThan(15_000);
    });

    it('stops waiting at its deadline, and reports how many requests it cut off', async () => {
      const { server, url } = await serving({ answerMilliseconds: 60_000 });
      const begun = once(handlers, 'begun');
      const hung = fetch(`${url}/hung`).catch(() => 'cut off');
      await begun;
      expect(await server.drain(100)).toBe(1);
      expect(await hung).toBe('cut off');
    });

    it('can be stopped twice', async () => {
      const { server } = await serving();
      await server.close();
      await server.close();
    });
  });

  it('rejects if the port is taken', async () => {
    const { server } = await serving();
    const second = startHttpServer({ port: server.port, routes: [], instruments: new Instruments() });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
