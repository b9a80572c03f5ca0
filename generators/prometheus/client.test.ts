import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listening } from 'test-support/stand-in';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/diagnostic.ts';
import { makeFolder } from '../write/testing.ts';
import { PrometheusClient } from './client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const serve = async (handler: Handler) => `http://${await listening(createServer(handler))}`;

const json =
  (value: unknown, status = 200): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

async function failureOf(ask: () => Promise<unknown>): Promise<string> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof DiagnosticError) {
      const [one] = error.diagnostics;
      return `${one?.code}: ${one?.message}. ${one?.reason}. ${one?.remedy}`;
    }
    throw error;
  }
  throw new Error('it did not fail');
}

describe('PrometheusClient', () => {
  it('parses the values of a query, including those that are not numbers', async () => {
    const result = ['1.5', 'NaN', '+Inf', '-Inf'].map((value, index) => ({
      metric: { series: String(index) },
      value: [1_700_000_000.5, value],
    }));
    const url = await serve(json({ status: 'success', data: { resultType: 'vector', result } }));

    const values = await new PrometheusClient(url).query('up');

    expect(values.map(({ value }) => value)).toEqual([1.5, Number.NaN, Infinity, -Infinity]);
    expect(values[1]?.labels).toEqual({ series: '1' });
  });

  it('requests a long range in consecutive parts, and joins them', async () => {
    const asked: (readonly [number, number])[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const parameters = new URLSearchParams(body);
        const range = [Number(parameters.get('start')), Number(parameters.get('end'))] as const;
        asked.push(range);
        const values = range.map((at) => [at, '1']);
        json({ status: 'success', data: { result: [{ metric: { a: 'b' }, values }] } })(request, response);
      });
    });

    const series = await new PrometheusClient(url).queryRange('up', 0, 25_000_000, 1000);

    expect(asked).toEqual([
      [0, 9_999],
      [10_000, 19_999],
      [20_000, 25_000],
    ]);
    expect(series).toHaveLength(1);
    expect(series[0]?.points.map(([at]) => at / 1000)).toEqual(asked.flat());
  });

  it.each<{ what: string; handler: Handler; says: string }>([
    { what: '401', handler: json({}, 401), says: 'prometheus/denied' },
    { what: '403', handler: json({}, 403), says: 'prometheus/denied' },
    {
      what: 'an error of the query',
      handler: json({ status: 'error', errorType: 'bad_data', error: 'parse error at char 3' }, 400),
      says: 'prometheus/query: .*parse error at char 3',
    },
    {
      what: 'HTML for JSON',
      handler: (_, response) => response.end('<html>Sign in</html>'),
      says: 'prometheus/answer: .*200 for /api/v1/query',
    },
    {
      what: 'JSON of another service',
      handler: (_, response) => response.writeHead(404).end('{"error":"not found"}'),
      says: 'prometheus/answer: .*404 for /api/v1/query',
    },
    {
      what: '500',
      handler: (_, response) => response.writeHead(500).end('oops'),
      says: 'prometheus/answer: .*500',
    },
    {
      what: 'a redirect, which is not followed',
      handler: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      says: 'prometheus/answer: .*302',
    },
    {
      what: 'no answer in time',
      handler: () => undefined,
      says: 'prometheus/unreachable: .*did not answer in time',
    },
    {
      what: 'an answer that does not end',
      handler: (_, response) => response.write('{"status":'),
      says: 'prometheus/answer: .*did not answer in time',
    },
    {
      what: 'an answer that breaks off',
      handler: (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
      says: 'prometheus/answer: .*broke off',
    },
  ])('says what is wrong with $what', async ({ handler, says }) => {
    const url = await serve(handler);
    const client = new PrometheusClient(url.replace('//', '//user:secret%20word@'), { timeout: 500 });

    const failure = await failureOf(() => client.query('up'));

    expect(failure).toMatch(new RegExp(says));
    expect(failure).toContain(url);
    expect(failure).not.toContain('secret');
  });

  it('reports that nothing listens', async () => {
    expect(await failureOf(() => new PrometheusClient('http://127.0.0.1:1').query('up'))).toMatch(
      /^prometheus\/unreachable: the Prometheus at http:\/\/127\.0\.0\.1:1 /,
    );
  });

  it.each(['localhost:9090', 'ftp://host', 'http://host/?token=secret', ''])(
    'refuses the address "%s" without printing it',
    async (address) => {
      const failure = await failureOf(async () => new PrometheusClient(address));
      expect(failure).toMatch(/^prometheus\/address/);
      expect(failure).not.toContain('secret');
    },
  );

  it('sends the token of a file, or user and password of the address', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      json({ status: 'success', data: { groups: [] } })(request, response);
    });
    const tokenFile = join(makeFolder({ token: '' }), 'token');
    writeFileSync(tokenFile, 'abc\n');

    await new PrometheusClient(url, { tokenFile }).ruleGroups();
    await new PrometheusClient(url.replace('//', '//user:pass@')).ruleGroups();
    await new PrometheusClient(url).ruleGroups();

    expect(seen).toEqual(['Bearer abc', 'Basic dXNlcjpwYXNz', undefined]);
    expect(await failureOf(async () => new PrometheusClient(url, { tokenFile: '/nowhere' }))).toMatch(
      /^prometheus\/token/,
    );
  });
});
