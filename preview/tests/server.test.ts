import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { startPageServer } from '../server/http.ts';
import { startStubPrometheus } from './stub-prometheus.ts';

async function start(credentials = '') {
  const directory = await temporaryDirectory();
  await mkdir(path.join(directory, 'page'));
  await writeFile(path.join(directory, 'page', 'index.html'), '<!doctype html>');
  await writeFile(path.join(directory, 'secret.html'), 'secret');
  const prometheus = await startStubPrometheus({ labels: { job: ['observer'] } });
  const address = new URL(prometheus.url);
  const server = await startPageServer({
    page: path.join(directory, 'page'),
    port: 0,
    prometheus: new URL(`http://${credentials}${address.host}/prefix/`),
    answer: () => ({ dashboard: {} }),
  });
  releaseAfterwards(() => server.close());
  return { url: server.url, prometheus };
}

/** With the path and the host as they are written: fetch would normalize them. */
function send(url: string, target: string, { host = new URL(url).host, method = 'GET' } = {}) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path: target, method, headers: { host } }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, body });
    })
      .once('error', reject)
      .end();
  });
}

describe('the server of the preview', () => {
  it('serves the page to requests that name it, and to no other host', async () => {
    const { url } = await start();
    expect(await send(url, '/')).toEqual({ status: 200, body: '<!doctype html>' });
    expect(await send(url, '/dashboard.json', { host: 'attacker.example' })).toMatchObject({ status: 403 });
  });

  it.each(['/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/assets/none.js', '/%'])(
    'serves nothing for %s',
    async (target) => {
      const { url } = await start();
      const { status, body } = await send(url, target);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('secret\n');
      expect(body).not.toBe('secret');
    },
  );

  it('passes queries on, with credentials that the browser does not see', async () => {
    const { url, prometheus } = await start('reader:s%40crit@');
    const response = await fetch(`${url}prometheus/api/v1/label/job/values?start=1`, {
      headers: { cookie: 'session=1' },
    });
    expect(await response.json()).toEqual({ status: 'success', data: ['observer'] });
    const [asked] = prometheus.requests;
    expect(asked?.path).toBe('/prefix/api/v1/label/job/values');
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('reader:s@crit').toString('base64')}`);
    expect(asked?.headers.cookie).toBeUndefined();
  });

  it.each([
    { method: 'POST', target: '/prometheus/api/v1/admin/tsdb/delete_series' },
    { method: 'PUT', target: '/prometheus/api/v1/query' },
    { method: 'POST', target: '/prometheus/-/quit' },
    { method: 'GET', target: '/prometheus/api/v1/query/../../../-/config' },
    { method: 'GET', target: '/prometheus//attacker.example/api/v1/query' },
    { method: 'GET', target: '/prometheus/api/v1/label/..%2f..%2fadmin/values' },
  ])('passes on no $method $target', async ({ method, target }) => {
    const { url, prometheus } = await start();
    expect(await send(url, target, { method })).toMatchObject({ status: 403 });
    expect(prometheus.requests).toEqual([]);
  });
});
