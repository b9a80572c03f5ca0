import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atMostEvery } from './at-most-every.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('permits the first line, and another one when the time is over', () => {
  const isDue = atMostEvery(60_000);
  expect([isDue(), isDue()]).toEqual([true, false]);
  vi.advanceTimersByTime(59_999);
  expect(isDue()).toBe(false);
  vi.advanceTimersByTime(1);
  expect([isDue(), isDue()]).toEqual([true, false]);
});
