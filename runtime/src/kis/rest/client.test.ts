import type { HttpFault } from 'kis-simulator';
import { releaseAfterwards } from 'test-support/release';
import { until } from 'test-support/until';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../clock.ts';
import { TestClock } from '../../testing/clock.ts';
import { bench } from '../testing/setup.ts';
import { RateBudget } from './budget.ts';

const PRICE = '/uapi/domestic-stock/v1/quotations/inquire-price';

const answer = (code: string) => JSON.stringify({ rt_cd: '1', msg_cd: code, msg1: 'text' });

/** Only faults that wait get a short limit: any other answer may take long on a busy machine. */
const limitsFor = (kind: HttpFault['kind'], timeoutMilliseconds: number) =>
  kind === 'slow-answer' || kind === 'hung-answer' ? { timeoutMilliseconds } : {};

const faults: readonly (readonly [HttpFault['kind'], Partial<HttpFault>, string, string])[] = [
  ['slow-answer', { milliseconds: 20_000 }, 'timeout', 'kis/timeout'],
  ['hung-answer', {}, 'timeout', 'kis/timeout'],
  ['bad-gateway', {}, 'failed', 'kis/unavailable'],
  ['connection-reset', {}, 'failed', 'kis/unavailable'],
  ['empty-body', {}, 'failed', 'kis/bad-answer'],
  ['truncated-json', {}, 'failed', 'kis/bad-answer'],
  ['huge-body', {}, 'failed', 'kis/bad-answer'],
  ['rate-limit-storm', { status: 500 }, 'rate_limited', 'kis/rate-limited'],
  ['rate-limit-storm', { status: 200 }, 'rate_limited', 'kis/rate-limited'],
  ['fixed-answer', { body: answer('EGW00215') }, 'rate_limited', 'kis/rate-limited'],
  ['fixed-answer', { status: 429 }, 'rate_limited', 'kis/rate-limited'],
  ['fixed-answer', { body: answer('EGW00302') }, 'failed', 'kis/unavailable'],
  ['fixed-answer', { body: answer('ABCD1234') }, 'failed', 'kis/unavailable'],
  ['fixed-answer', { status: 200, body: '{"msg":"hello"}' }, 'failed', 'kis/bad-answer'],
  ['fixed-answer', { status: 302 }, 'failed', 'kis/unavailable'],
];

describe('a request', () => {
  it.each(faults)('that meets %s %o once is repeated and counted as %s', async (kind, fault, result) => {
    const { client, simulator, results } = await bench();
    // The second answer, which is correct, has to come in time.
    const own = client(limitsFor(kind, 1_500));
    simulator.start({ kind, path: PRICE, times: 1, ...fault });
    expect(await own.inquirePrice('005930')).toMatchObject({ symbol: '005930' });
    expect(await results()).toEqual({ [result]: 1, success: 1 });
  });

  it.each(faults)(
    'that meets %s %o until its deadline ends with it, counted as %s: %s',
    async (kind, fault, result, code) => {
      const { client, simulator, results } = await bench({ rest: { requestsPerSecond: 100_000 } });
      const own = client({ ...limitsFor(kind, 300), deadlineMilliseconds: 400 });
      await client().inquirePrice('000660');
      simulator.start({ kind, path: PRICE, ...fault });
      const error: unknown = await own.inquirePrice('005930').catch((problem: unknown) => problem);
      expect(error).toMatchObject({ name: 'KisError', code });
      expect(await results()).toEqual({ success: 1, [result]: expect.any(Number) });
    },
  );

  it('with an answer that claims to be HTML is judged by its body', async () => {
    const { client, simulator, results } = await bench();
    simulator.start({ kind: 'wrong-content-type', path: PRICE });
    await client().inquirePrice('005930');
    expect(await results()).toEqual({ success: 1 });
  });

  it('to an unreachable gateway fails with the reason of the system', async () => {
    const { client, simulator } = await bench();
    const own = client({ deadlineMilliseconds: 50 });
    await own.inquirePrice('005930');
    await simulator.close();
    await expect(own.inquirePrice('005930')).rejects.toMatchObject({
      code: 'kis/unavailable',
      errorClass: 'transient',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each(['revoke-tokens', 'expire-tokens'] as const)(
    'after %s is made once more with a new token',
    async (kind) => {
      const { client, simulator, results, tokens } = await bench();
      const own = client();
      const { value } = await tokens.get();
      simulator.start({ kind });
      simulator.clock.advance(66_000);
      await simulator.settled();
      await own.inquirePrice('005930');
      expect(await results()).toEqual({ rejected: 1, success: 1 });
      expect((await tokens.get()).value).not.toBe(value);
    },
  );

  it('whose second token is rejected as well is not made a third time', async () => {
    const { client, simulator, results, tokens } = await bench();
    await tokens.get();
    simulator.clock.advance(66_000);
    await simulator.settled();
    simulator.start({ kind: 'fixed-answer', path: PRICE, body: answer('EGW00121') });
    await expect(client().inquirePrice('005930')).rejects.toMatchObject({
      code: 'kis/token-rejected',
      kisCode: 'EGW00121',
    });
    expect(await results()).toEqual({ rejected: 2 });
  });

  it('without a token fails with the reason of the token cache', async () => {
    const { client, simulator, results } = await bench();
    simulator.start({
      kind: 'fixed-answer',
      path: '/oauth2/',
      status: 403,
      body: '{"error_code":"EGW00105"}',
    });
    await expect(client().inquirePrice('005930')).rejects.toMatchObject({
      code: 'kis/no-token',
      errorClass: 'fatal',
      kisCode: 'EGW00105',
    });
    expect(await results()).toEqual({});
  });

  it.each(['EGW00103', 'EGW00105', 'EGW00205', 'EGW00207'])(
    'that is refused with %s stops all others for a minute',
    async (code) => {
      const { client, simulator, results } = await bench();
      const connectionClock = new TestClock();
      const own = client({ connectionClock });
      await own.inquirePrice('005930');
      simulator.start({ kind: 'fixed-answer', path: PRICE, body: answer(code), times: 1 });
      const refusal = { code: 'kis/refused', errorClass: 'fatal', kisCode: code };
      await expect(own.inquirePrice('005930')).rejects.toMatchObject(refusal);
      await expect(own.inquirePrice('000660')).rejects.toMatchObject(refusal);
      expect(await results()).toEqual({ success: 1, rejected: 1 });
      connectionClock.pass(60_000);
      await own.inquirePrice('000660');
      expect(await results()).toEqual({ success: 2, rejected: 1 });
    },
  );

  it('that is refused for good stops those that wait for the rate budget', async () => {
    const { client, simulator, results } = await bench();
    simulator.start({ kind: 'fixed-answer', path: PRICE, body: answer('EGW00105') });
    const own = client();
    const symbols = Array.from({ length: 40 }, () => '005930');
    const outcomes = await Promise.allSettled(symbols.map((symbol) => own.inquirePrice(symbol)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect((await results()).rejected).toBeLessThan(40);
  });

  it.each(['EGW00206', 'OPSQ2001', 'OPSQ0002'])('that is refused with %s stops no other', async (code) => {
    const { client, simulator, results } = await bench();
    const own = client();
    simulator.start({ kind: 'fixed-answer', path: PRICE, body: answer(code), times: 1 });
    await expect(own.inquirePrice('005930')).rejects.toMatchObject({ code: 'kis/refused', kisCode: code });
    await own.inquirePrice('000660');
    expect(await results()).toEqual({ rejected: 1, success: 1 });
  });

  it('that its caller aborts fails with that reason and is not counted', async () => {
    const { client, simulator, results } = await bench();
    const own = client();
    await own.inquirePrice('005930');
    simulator.start({ kind: 'hung-answer', path: PRICE, times: 1 });
    const impatient = new AbortController();
    const given = own.inquirePrice('005930', impatient.signal);
    await until(() => simulator.journal.rest.requests === 2);
    impatient.abort(new Error('too long'));
    await expect(given).rejects.toThrow('too long');
    await expect(own.inquirePrice('005930', impatient.signal)).rejects.toThrow('too long');
    expect(await results()).toEqual({ success: 1 });
  });

  it('fails when the client is closed, whatever it waits for', async () => {
    const { client, simulator, account } = await bench();
    const { environment } = account;
    // The first request is sent, and the others wait for a minute.
    const budget = new RateBudget({ environment, clock: systemClock, requestsPerSecond: 1 / 60 });
    releaseAfterwards(() => budget.close());
    const own = client({ budget });
    simulator.start({ kind: 'hung-answer', path: PRICE });
    const asked = Promise.allSettled(Array.from({ length: 4 }, () => own.inquirePrice('005930')));
    await until(() => simulator.journal.rest.requests === 1);
    own.close();
    for (const one of await asked) expect(one).toMatchObject({ reason: { code: 'kis/closed' } });
    await expect(own.inquirePrice('005930')).rejects.toMatchObject({ code: 'kis/closed' });
  });

  it('follows no redirect, which would take the secret elsewhere', async () => {
    const { client, account } = await bench();
    const fetched = vi.spyOn(globalThis, 'fetch');
    releaseAfterwards(() => fetched.mockRestore());
    await client().inquirePrice('005930');
    const quotations = fetched.mock.calls.filter(([url]) =>
      String(url).startsWith(`${account.baseUrl}/uapi/`),
    );
    expect(quotations.map(([, init]) => init?.redirect)).toEqual(['manual']);
  });

  it('slows down all clients of its budget when it is refused', async () => {
    const { client, simulator } = await bench();
    const own = client();
    simulator.start({ kind: 'rate-limit-storm', path: PRICE, times: 1 });
    await own.inquirePrice('005930');
    // Down by three tenths, and up by a two-hundredth.
    expect(own.budget.rate).toBeCloseTo(705);
  });
});
