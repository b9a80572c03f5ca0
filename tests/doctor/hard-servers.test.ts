import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { contract } from '../../metrics/index.ts';
import { observerExposition } from '../support/contract-exposition.ts';
import { startExpositionServer } from '../support/exposition.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { run } from '../support/run.ts';
import { answerWith, listening, startStandIn } from '../support/stand-in.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { examine, inNamespace } from './examine.ts';

const EMPTY = { status: 'success', data: { resultType: 'vector', result: [] } };

/** A server that knows the queries, and of the rest what it is given. */
const startPartly = (others: (endpoint: string, response: ServerResponse) => boolean) =>
  startStandIn((request: IncomingMessage, response) => {
    const endpoint = (request.url ?? '').replace(/^\/api\/v1\//, '').replace(/\?.*/, '');
    if (!others(endpoint, response)) answerWith(response, 200, EMPTY);
  });

const codesOf = (found: readonly { readonly code?: unknown }[]) => new Set(found.map(({ code }) => code));

describe('oac doctor', () => {
  test('continues if the server has neither rules nor targets, like VictoriaMetrics', async () => {
    const { url } = await startPartly((endpoint, response) => {
      if (!/^(rules|targets|status)/.test(endpoint)) return false;
      answerWith(response, 400, {
        status: 'error',
        errorType: '400',
        error: `unsupported path: ${endpoint}`,
      });
      return true;
    });

    const { found, code } = await examine(url);

    const unanswered = found.filter((one) => one.code === 'doctor/unanswered');
    expect(unanswered.map(({ reason }) => reason).join('\n')).toContain('unsupported path: rules');
    expect(codesOf(found)).toContain('doctor/panels');
    expect(code).toBe(1);
  });

  test('continues if one answer never ends', { timeout: 120_000 }, async () => {
    const chunk = Buffer.alloc(2 ** 20, ' ');
    const { url } = await startPartly((endpoint, response) => {
      if (endpoint !== 'rules') return false;
      const more = () => {
        if (!response.destroyed) response.write(chunk, more);
      };
      more();
      return true;
    });

    const { found } = await examine(url);

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/unanswered',
        reason: expect.stringContaining('it is larger than 256 MiB'),
      }),
    );
    expect(codesOf(found)).toContain('doctor/panels');
  });

  test('says which variable makes it trust a certificate', async ({ skip }) => {
    const directory = await temporaryDirectory();
    const [key, cert] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
    const made = await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-keyout', key, '-out', cert],
    ]).catch(() => undefined);
    if (made?.code !== 0) return skip('openssl is not installed');
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) });

    const { found, code, stdout } = await examine(`https://kim:geheim@${await listening(server)}`);

    expect(found).toEqual([
      expect.objectContaining({
        code: 'doctor/unanswered',
        reason: expect.stringMatching(/certificate/),
        remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS=ca.pem'),
      }),
    ]);
    expect(stdout).not.toContain('geheim');
    expect(code).toBe(2);
  });

  test('finds its way among 200,000 series', { timeout: 180_000 }, async () => {
    const [sample = ''] = /^observer_http_requests_total\{.*$/m.exec(observerExposition(contract)) ?? [];
    const series = Array.from({ length: 200_000 }, (_, index) =>
      sample.replace(/endpoint="[^"]*"/, `endpoint="/users/${index}"`),
    );
    const exposition = await startExpositionServer({ '/metrics': `${series.join('\n')}\n` });
    const labels = { job: 'observer', namespace: 'crowded' };
    const prometheus = await startPrometheus({
      scrapeInterval: '60s',
      config: {
        scrape_configs: [
          {
            ...{ job_name: 'crowded', scrape_timeout: '30s' },
            static_configs: [{ targets: [exposition.address], labels }],
          },
        ],
      },
    });
    await vi.waitFor(
      async () => {
        const { samples } = await prometheus.query('count(observer_http_requests_total)');
        expect(samples[0]?.value).toBe(series.length);
      },
      { timeout: 90_000, interval: 500 },
    );

    const start = performance.now();
    const { found } = await examine(prometheus.url, { configuration: inNamespace('crowded') });

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/metrics',
        definition: 'metric observer_http_requests_total',
        message: 'it has 200000 series',
      }),
    );
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
