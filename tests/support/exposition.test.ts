import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeReleases } from './describe-releases.ts';
import { startExpositionServer } from './exposition.ts';
import { run } from './run.ts';
import { requireTool } from './tools.ts';

const RECORDED = path.resolve(import.meta.dirname, '../fixtures/exposition');

test('each path has its own text, and what it serves can change', async () => {
  const server = await startExpositionServer({ '/metrics': 'a 1\n', '/metrics/cadvisor': () => 'b 2\n' });
  const read = async (url: string) => (await fetch(`${server.url}${url}`)).text();

  expect([await read('/metrics'), await read('/metrics/cadvisor')]).toEqual(['a 1\n', 'b 2\n']);
  server.serve('/metrics', 'a 3\n');
  expect(await read('/metrics?collect=all')).toBe('a 3\n');
});

test('an unknown path is 404, a failing one 503', async () => {
  const server = await startExpositionServer({ '/metrics': '' });
  server.fail('/metrics');

  expect((await fetch(`${server.url}/other`)).status).toBe(404);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(503);
});

test('a stopped server refuses connections, also from clients that kept theirs open', async () => {
  const server = await startExpositionServer({ '/metrics': 'a 1\n' });
  await (await fetch(`${server.url}/metrics`)).text();

  await server.stop();
  await server.stop();

  await expect(fetch(`${server.url}/metrics`)).rejects.toThrow();
});

await describeReleases(['promtool'], (release) => {
  test.each([
    'postgres_exporter-0.11.1-db-down.prom',
    'postgres_exporter-0.11.1-pg15-default.prom',
    'postgres_exporter-0.11.1-pg15-queries-yaml.prom',
  ])('parses the recorded exposition %s', async (file) => {
    const promtool = await requireTool('promtool', { release });

    // Exit code 3 is promtool's for lint: it dislikes names that the real exporter has.
    const { code, stderr } = await run(promtool, ['check', 'metrics'], {
      input: await readFile(path.join(RECORDED, file), 'utf8'),
    });

    expect([0, 3]).toContain(code);
    expect(stderr).not.toContain('error while parsing');
  });
});
