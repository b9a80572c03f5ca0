import { describe, expect, test } from 'vitest';
import { startGrafanaStandIn } from '../support/grafana-stand-in.ts';
import { startStandIn } from '../support/stand-in.ts';
import { examine } from './examine.ts';

describe('oac doctor', () => {
  test.each([
    { status: 401, body: '{}', why: 'prometheus/denied' },
    { status: 403, body: '{}', why: 'prometheus/denied' },
    { status: 404, body: '<html>', why: 'prometheus/answer' },
    { status: 500, body: '{"status":"error","error":"out of memory"}', why: 'prometheus/query' },
    { status: 200, body: '<html>Sign in</html>', why: 'prometheus/answer' },
    { status: 302, body: '', why: 'prometheus/answer' },
  ])(
    'says what is unknown when the server answers $status $body, and asks the others',
    async ({ status, body, why }) => {
      const { url } = await startStandIn((_, response) =>
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body),
      );
      const grafana = await startGrafanaStandIn(13);

      const { found, code } = await examine(url, {
        args: ['--grafana', grafana.url, '--token-file', 'token'],
      });

      expect(found).toContainEqual(expect.objectContaining({ code: 'doctor/unanswered', definition: why }));
      expect(found).toContainEqual(
        expect.objectContaining({
          code: 'doctor/dashboard',
          message: 'Grafana has no dashboard of this uid',
        }),
      );
      expect(code).toBe(1);
    },
  );

  test('reports once that nothing listens, without the password of the address, with exit code 2', async () => {
    const { found, code, stdout } = await examine('http://kim:geheim@127.0.0.1:1');

    expect(found).toEqual([
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'prometheus/unreachable' }),
    ]);
    expect(stdout).not.toContain('geheim');
    expect(code).toBe(2);
  });
});
