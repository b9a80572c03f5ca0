import { describe, expect, it } from 'vitest';
import { TestClock } from '../../testing/clock.ts';
import { bench } from '../testing/setup.ts';
import { RateBudget, type RateBudgetOptions } from './budget.ts';

function budgetOf(options: Partial<RateBudgetOptions> = {}) {
  const clock = new TestClock();
  return { clock, budget: new RateBudget({ environment: 'real', clock, ...options }) };
}

/** When each of these requests got its turn, on the monotonic clock. */
async function turns(budget: RateBudget, clock: TestClock, count: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      await budget.take();
      return clock.monotonic();
    }),
  );
}

describe('a rate budget', () => {
  it.each([
    ['a real account', { environment: 'real' }, 15],
    ['a paper account', { environment: 'paper' }, 0.9],
    ['a new customer', { requestsPerSecond: 3 }, 3],
    ['one of two processes', { requestsPerSecond: 16, share: 0.5 }, 8],
  ] as const)('of %s spaces requests by its rate', async (_, options, rate) => {
    const { budget, clock } = budgetOf(options);
    const at = await turns(budget, clock, 12);
    const distances = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
    for (const distance of distances) expect(distance).toBeGreaterThanOrEqual(1000 / rate);
    expect(Math.max(...distances)).toBeLessThan(1000 / rate + 2);
  });

  it('permits no burst after a pause', async () => {
    const { budget, clock } = budgetOf();
    await budget.take();
    clock.pass(3_600_000);
    const [first = 0, second = 0] = await turns(budget, clock, 2);
    expect(second - first).toBeGreaterThanOrEqual(1000 / 15);
  });

  it('serves requests in order', async () => {
    const { budget } = budgetOf();
    const served: number[] = [];
    const asked = [0, 1, 2, 3, 4, 5, 6, 7].map((place) => budget.take().then(() => served.push(place)));
    await Promise.all(asked);
    expect(served).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([-86_400_000, 86_400_000])('is not affected when the wall clock jumps by %i ms', async (jump) => {
    const { budget, clock } = budgetOf({ requestsPerSecond: 10 });
    await budget.take();
    clock.jump(jump);
    const [at = 0] = await turns(budget, clock, 1);
    expect(at).toBe(100);
  });

  it('uses nothing for a caller that gave up, and the others move up', async () => {
    const { budget, clock } = budgetOf({ requestsPerSecond: 10 });
    await budget.take();
    const impatient = new AbortController();
    const given = budget.take(impatient.signal);
    const next = budget.take().then(() => clock.monotonic());
    impatient.abort(new Error('too long'));
    await expect(given).rejects.toThrow('too long');
    expect(await next).toBe(100);
    await expect(budget.take(impatient.signal)).rejects.toThrow('too long');
  });

  it('slows down when KIS refuses, once per excess, and to no less than a tenth', () => {
    const { budget, clock } = budgetOf({ requestsPerSecond: 10 });
    budget.refused();
    budget.refused();
    expect(budget.rate).toBeCloseTo(7);
    for (let excess = 0; excess < 20; excess += 1) {
      clock.pass(1000);
      budget.refused();
    }
    expect(budget.rate).toBeCloseTo(1);
  });

  it('recovers slowly, and never beyond its original rate', () => {
    const { budget } = budgetOf({ requestsPerSecond: 10 });
    budget.refused();
    budget.accepted();
    expect(budget.rate).toBeCloseTo(7.05);
    for (let success = 0; success < 1000; success += 1) budget.accepted();
    expect(budget.rate).toBe(10);
  });

  it('that slows down makes current waiters wait longer', async () => {
    const { budget, clock } = budgetOf({ requestsPerSecond: 10 });
    await budget.take();
    const waiting = budget.take().then(() => clock.monotonic());
    budget.refused();
    expect(await waiting).toBeGreaterThanOrEqual(1000 / 7);
  });

  it('that is closed rejects all waiting and future callers', async () => {
    const { budget } = budgetOf({ requestsPerSecond: 0.001 });
    await budget.take();
    const waiting = expect(budget.take()).rejects.toMatchObject({ code: 'kis/closed' });
    budget.close();
    await waiting;
    await expect(budget.take()).rejects.toMatchObject({ code: 'kis/closed' });
  });

  it.each([{ requestsPerSecond: 0 }, { requestsPerSecond: Number.NaN }, { share: 0 }, { share: 1.1 }])(
    'is not made of %o',
    (options) => {
      expect(() => budgetOf(options)).toThrow(RangeError);
    },
  );

  it.each([
    ['real', 0],
    ['paper', 0],
  ] as const)('of a %s account is never refused by the gateway', async (environment, refused) => {
    const clock = new TestClock();
    const { client, simulator } = await bench({ environment, clock: { now: clock.now, speed: 1 } });
    // One at a time, so that the arrival of a request is the time of its permission.
    const own = client({ budget: new RateBudget({ environment, clock }) });
    for (let count = 0; count < 25; count += 1) await own.inquirePrice('005930');
    expect(simulator.journal.rest).toMatchObject({ requests: 25, rateLimited: refused });
  });

  it('is what keeps a client from being refused; without it the gateway refuses', async () => {
    const { client, simulator } = await bench();
    const own = client({ deadlineMilliseconds: 1 });
    const asked = await Promise.allSettled(Array.from({ length: 25 }, () => own.inquirePrice('005930')));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(18);
    expect(simulator.journal.rest.rateLimited).toBeGreaterThanOrEqual(7);
  });
});
