import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../testing/clock.ts';
import { Cooldowns } from './cooldown.ts';
import type { Attempt } from './store.ts';
import { bench } from './testing/setup.ts';

const MINUTE = 61_000;
const HOUR = 3_600_000;
const OWN = 'of this account';

const attemptAt = (at: number, changes: Partial<Attempt> = {}): Attempt => ({
  ...{ at, notBefore: at + MINUTE, result: 'rate_limited', credentials: OWN },
  ...changes,
});

const hours = fc.integer({ min: -2 * HOUR, max: 2 * HOUR });

describe('a cooldown', () => {
  it('lasts as long as it should after an attempt of this process, however the wall clock jumps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hours, fc.nat(40_000)), { maxLength: 5 }), (steps) => {
        const clock = new TestClock();
        const cooldowns = new Cooldowns(clock);
        const attempt = attemptAt(clock.now());
        cooldowns.begin(attempt);
        let passed = 0;
        for (const [jump, pause] of steps) {
          clock.jump(jump);
          clock.pass(pause);
          passed += pause;
          expect(cooldowns.remaining(attempt, OWN)).toBe(Math.max(0, MINUTE - passed));
        }
      }),
    );
  });

  it('never lasts longer than it did at first for other processes, and only becomes shorter', () => {
    fc.assert(
      fc.property(hours, fc.nat(90_000), fc.array(fc.tuple(hours, fc.nat(30_000))), (first, age, steps) => {
        const clock = new TestClock();
        const cooldowns = new Cooldowns(clock);
        const attempt = attemptAt(clock.now());
        clock.pass(age);
        clock.jump(first);
        let left = cooldowns.remaining(attempt, OWN);
        expect(left).toBeLessThanOrEqual(MINUTE);
        if (first <= 0) expect(left).toBeGreaterThanOrEqual(MINUTE - age);
        for (const [jump, pause] of steps) {
          clock.jump(jump);
          clock.pass(pause);
          left = Math.max(0, left - pause);
          expect(cooldowns.remaining(attempt, OWN)).toBe(left);
        }
      }),
    );
  });

  it('is the remaining time of the store, if the store has a clock', () => {
    const clock = new TestClock();
    const cooldowns = new Cooldowns(clock);
    const attempt = attemptAt(clock.now() - 5 * HOUR, { left: 20_000 });
    expect(cooldowns.remaining(attempt, OWN)).toBe(20_000);
    clock.pass(15_000);
    expect(cooldowns.remaining({ ...attempt, left: 5_001 }, OWN)).toBe(5_000);
  });

  it.each([
    ['rejected', 'others', 0],
    ['rejected', OWN, MINUTE],
    ['rate_limited', 'others', MINUTE],
  ] as const)(
    'lasts after an attempt that was %s with the credentials %j: %i ms',
    (result, credentials, left) => {
      const clock = new TestClock();
      expect(new Cooldowns(clock).remaining(attemptAt(clock.now(), { result, credentials }), OWN)).toBe(left);
    },
  );
});

describe('a token that was rejected within its first minute', () => {
  it.each([-2, 2])(
    'is replaced after that minute, and not before, if the clock jumps by %i hours',
    async (jump) => {
      const start = Date.parse('2026-11-23T09:00:00+09:00');
      const monotonic: { now?: () => number } = {};
      // The clock of KIS does not jump with ours.
      const { cache, clock, simulator } = await bench({
        clock: { now: () => start + (monotonic.now?.() ?? 0) },
      });
      monotonic.now = clock.monotonic;
      const own = cache();
      const old = await own.get();
      simulator.start({ kind: 'revoke-tokens' });
      own.invalidate(old);
      clock.jump(jump * HOUR);
      const before = clock.monotonic();
      expect((await own.get()).value).not.toBe(old.value);
      const waited = clock.monotonic() - before;
      expect(waited).toBeGreaterThan(60_000);
      expect(waited).toBeLessThan(70_000);
      expect(simulator.journal.tokens).toMatchObject({ requests: 2, refusedTooSoon: 0 });
    },
  );
});
