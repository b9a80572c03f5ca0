import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { bench } from '../testing/setup.ts';

describe('an approval key', () => {
  it('that is refused for good stops the stream', async () => {
    const own = await bench();
    const body = '{"error_code":"EGW00105","error_description":"text"}';
    own.simulator.start({ kind: 'fixed-answer', path: '/oauth2/Approval', status: 403, body });
    const collected = own.stream();
    await until(() => collected.stream.state().status === 'stopped');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await own.results()).toEqual({ rejected: 1 });
    expect(collected.stream.state().stoppedBy).toMatchObject({ kisCode: 'EGW00105', errorClass: 'fatal' });
  });

  it.each([
    ['bad-gateway', 'failed'],
    ['empty-body', 'failed'],
    ['truncated-json', 'failed'],
    ['connection-reset', 'failed'],
    ['rate-limit-storm', 'rate_limited'],
  ] as const)('that is missing because of %s is requested again', async (kind, result) => {
    const own = await bench();
    own.simulator.start({ kind, path: '/oauth2/Approval', times: 2 });
    const collected = own.stream();
    await until(() => collected.stream.state().registered.length === 5);
    expect(await own.results()).toEqual({ [result]: 2, success: 1 });
    expect(own.simulator.journal.websocket.connections).toBe(1);
  });
});
