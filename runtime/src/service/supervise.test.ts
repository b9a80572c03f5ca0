import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { supervise } from './supervise.ts';

describe('supervised work', () => {
  it('restarts after an error, and logs each one', async () => {
    const clock = new TestClock(undefined, 0);
    const messages: string[] = [];
    const log = { ...silentLog, error: (message: string) => messages.push(message) };
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs < 3) throw new TypeError('a mistake');
    };
    await supervise('track a', run, { clock, log, signal: new AbortController().signal });
    expect({ runs, slept: clock.slept }).toEqual({ runs: 3, slept: [30_000, 30_000] });
    expect(messages).toHaveLength(2);
  });

  it('ends when it is stopped, also between two attempts', async () => {
    const stop = new AbortController();
    let runs = 0;
    const run = async () => {
      runs += 1;
      stop.abort();
      throw new TypeError('a mistake');
    };
    await supervise('track a', run, { clock: new TestClock(), log: silentLog, signal: stop.signal });
    expect(runs).toBe(1);
  });
});
