import { describe, expect, it } from 'vitest';
import { startSimulator } from '../index.ts';
import { freshToken, queryHolidays, requestToken, simulatorForTest } from '../testing/client.ts';

describe('an HTTP fault', () => {
  it.each([
    ['bad-gateway', 502, 'text/html; charset=utf-8', /^<!DOCTYPE html>/],
    ['empty-body', 200, 'application/json; charset=utf-8', /^$/],
    ['truncated-json', 200, 'application/json; charset=utf-8', /^\{"access_token":"[^"]*$/],
    ['wrong-content-type', 200, 'text/html; charset=utf-8', /^\{.*\}$/],
    ['rate-limit-storm', 500, 'application/json; charset=utf-8', /EGW00201/],
  ] as const)('%s answers %i with %s', async (kind, status, contentType, text) => {
    const simulator = await simulatorForTest();
    simulator.start({ kind, times: 1 });
    const reply = await requestToken(simulator);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe(contentType);
    expect(reply.text).toMatch(text);
    expect(simulator.journal.faults).toEqual({ [kind]: 1 });
    simulator.clock.advance(60_000);
    expect((await requestToken(simulator)).status).toBe(200);
  });

  it('huge-body makes the answer as long as requested', async () => {
    const simulator = await simulatorForTest();
    simulator.start({ kind: 'huge-body', bytes: 3_000_000 });
    expect((await requestToken(simulator)).text.length).toBeGreaterThan(3_000_000);
  });

  it('fixed-answer returns the given answer', async () => {
    const simulator = await simulatorForTest();
    simulator.start({ kind: 'fixed-answer', status: 200, body: '{"rt_cd":"1","msg_cd":"EGW00215"}' });
    expect((await requestToken(simulator)).body).toEqual({ rt_cd: '1', msg_cd: 'EGW00215' });
  });

  it('slow-answer delays the answer', async () => {
    const simulator = await simulatorForTest();
    simulator.start({ kind: 'slow-answer', milliseconds: 150 });
    const before = performance.now();
    expect((await requestToken(simulator)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(145);
  });

  it('connection-reset closes the connection without an answer and without issuing a token', async () => {
    const simulator = await simulatorForTest();
    simulator.start({ kind: 'connection-reset', times: 1 });
    await expect(requestToken(simulator)).rejects.toThrow();
    expect(simulator.journal.tokens.requests).toBe(0);
  });

  it('affects only requests of its path, and none after it was stopped', async () => {
    const simulator = await simulatorForTest();
    const token = await freshToken(simulator);
    const fault = simulator.start({ kind: 'bad-gateway', path: '/uapi/' });
    simulator.clock.advance(60_000);
    expect((await requestToken(simulator)).status).toBe(200);
    expect((await queryHolidays(simulator, token)).status).toBe(502);
    fault.stop();
    expect((await queryHolidays(simulator, token)).status).toBe(200);
    simulator.start({ kind: 'bad-gateway' });
    simulator.stopFaults();
    expect((await queryHolidays(simulator, token)).status).toBe(200);
  });

  it('that loses the answer does not undo the issue of the token', async () => {
    const simulator = await simulatorForTest();
    simulator.start({ kind: 'empty-body', times: 1 });
    await requestToken(simulator);
    expect((await requestToken(simulator)).body).toMatchObject({ error_code: 'EGW00133' });
  });
});

describe('close', () => {
  it.each([{ kind: 'hung-answer' }, { kind: 'slow-answer', milliseconds: 60_000 }] as const)(
    'ends answers under way: $kind',
    async (fault) => {
      const simulator = await startSimulator();
      simulator.start(fault);
      const pending = requestToken(simulator).then(
        () => 'answered',
        () => 'ended',
      );
      while (simulator.journal.faults[fault.kind] === undefined) await new Promise(setImmediate);
      await simulator.close();
      expect(await pending).toBe('ended');
    },
  );
});

it('an unknown path is 404', async () => {
  const simulator = await simulatorForTest();
  expect((await fetch(`${simulator.restUrl}/oauth2/token`, { method: 'POST' })).status).toBe(404);
});

it('a request with an endless body is cut off', async () => {
  const simulator = await simulatorForTest();
  const request = fetch(`${simulator.restUrl}/oauth2/tokenP`, {
    method: 'POST',
    body: 'x'.repeat(1_000_000),
  });
  await expect(request).rejects.toThrow();
});
