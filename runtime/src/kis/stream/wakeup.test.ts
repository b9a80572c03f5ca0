import { describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { Wakeup } from './wakeup.ts';

const never = new AbortController().signal;

describe('a waiter', () => {
  it.each([
    ['is called', (wakeup: Wakeup) => wakeup.call(), 60_000],
    ['is called and would wait for ever', (wakeup: Wakeup) => wakeup.call(), undefined],
    ['has waited long enough', () => undefined, 5],
  ] as const)('continues when it %s', async (_, happen, milliseconds) => {
    const wakeup = new Wakeup();
    const waiting = wakeup.wait(systemClock, milliseconds, never);
    happen(wakeup);
    await waiting;
  });

  it('does not wait if it was woken before, but only once', async () => {
    const wakeup = new Wakeup();
    wakeup.call();
    await wakeup.wait(systemClock, undefined, never);
    let isAwake = false;
    const second = wakeup.wait(systemClock, undefined, never).then(() => {
      isAwake = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAwake).toBe(false);
    wakeup.call();
    await second;
  });

  it('continues if the signal is aborted, before or during the wait', async () => {
    const ending = new AbortController();
    const wakeup = new Wakeup();
    const waiting = wakeup.wait(systemClock, undefined, ending.signal);
    ending.abort();
    await waiting;
    await wakeup.wait(systemClock, undefined, ending.signal);
  });
});
