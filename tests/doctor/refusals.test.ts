import { describe, expect, test } from 'vitest';
import { startGrafanaStandIn } from '../support/grafana-stand-in.ts';
import { startStandIn } from '../support/stand-in.ts';
import { examine } from './examine.ts';

describe('oac doctor', () => {
  // What other answers mean: generators/prometheus/client.test.ts.
  test('says what is unknown when the server asks for credentials, and asks the others', async () => {
    const { url } = await startStandIn((_, response) => response.writeHead(401).end('{}'));
    const grafana = await startGrafanaStandIn(13);

    const { found, code } = await examine(url, {
      args: ['--grafana', grafana.url, '--token-file', 'token'],
    });

    expect(found).toContainEqual(
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'prometheus/denied' }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/dashboard',
        message: 'Grafana has no dashboard of this uid',
      }),
    );
    expect(code).toBe(1);
  });

  test('reports once that nothing listens, without the password of the address, with exit code 2', async () => {
    const { found, code, stdout } = await examine('http://kim:geheim@127.0.0.1:1');

    expect(found).toEqual([
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'prometheus/unreachable' }),
    ]);
    expect(stdout).not.toContain('geheim');
    expect(code).toBe(2);
  });
});
