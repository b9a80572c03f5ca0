import { describe, expect, it } from 'vitest';
import { Permits } from './permits.ts';

const never = new AbortController().signal;

/** Work that lasts until it is released. */
function held() {
  let release = () => {};
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { work: () => done, release };
}

describe('permits', () => {
  it('admit as many callers as there are, and the others in order', async () => {
    const permits = new Permits(2);
    const works = [held(), held(), held(), held()];
    const entered: number[] = [];
    const all = works.map(({ work }, place) =>
      permits.use(() => {
        entered.push(place);
        return work();
      }, never),
    );
    await Promise.resolve();
    expect(entered).toEqual([0, 1]);
    works[1]?.release();
    await all[1];
    await new Promise(setImmediate);
    expect(entered).toEqual([0, 1, 2]);
    for (const { release } of works) release();
    await Promise.all(all);
    expect(entered).toEqual([0, 1, 2, 3]);
  });

  it('are returned when work fails and when callers give up', async () => {
    const permits = new Permits(1);
    const first = held();
    const running = permits.use(first.work, never);
    const impatient = new AbortController();
    const givenUp = permits.use(async () => 'given up', impatient.signal);
    const last = permits.use(async () => 'last', never);
    impatient.abort(new Error('too long'));
    await expect(givenUp).rejects.toThrow('too long');
    first.release();
    await running;
    expect(await last).toBe('last');
    const failing = permits.use(() => Promise.reject(new Error('failed')), never);
    await expect(failing).rejects.toThrow('failed');
    expect(await permits.use(async () => 'again', never)).toBe('again');
  });

  it.each([0, -1, 1.5])('cannot be %d', (count) => {
    expect(() => new Permits(count)).toThrow(RangeError);
  });
});
