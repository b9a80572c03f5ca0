import { describe, expect, test } from 'vitest';
import { verify } from './support/live.ts';

describe('npm run verify', () => {
  test('finds data for each panel, and ten alerts that fire, arrive and resolve', {
    timeout: 260_000,
  }, async () => {
    const { code, rows, findings, stderr } = await verify(['--quick']);

    expect(findings).toEqual([]);
    expect(code, stderr).toBe(0);
    expect(rows.filter(({ result }) => /^fired after .* resolved after/.test(result)).length).toBeGreaterThan(
      9,
    );
    const messages = rows.filter(({ section }) => section === 'messages').map(({ result }) => result);
    expect(messages.filter((result) => /^at pages .* after its end: /.test(result)).length).toBeGreaterThan(
      3,
    );
    expect(messages.filter((result) => /^at tickets .* after its end: /.test(result)).length).toBeGreaterThan(
      3,
    );
    expect(messages).toContain('none, because ObserverPVCFull fires');
  });

  test('restarts the observer, which goes on with its token', { timeout: 120_000 }, async () => {
    const { code, rows, findings, stderr } = await verify(['--only', 'token', 'metrics']);

    expect(findings).toEqual([]);
    expect(code, stderr).toBe(0);
    const results = rows.map(({ name, result }) => `${name}: ${result}`).join('\n');
    expect(results).toMatch(/a restart: Using cached token/);
    expect(results).toContain('requests for a token: 0 after the restart');
    expect(results).toMatch(/the trace of an exemplar: has arrived: [0-9a-f]{32}/);
  });
});
