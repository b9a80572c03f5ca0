import { describe, expect, it } from 'vitest';
import { type Check, Readiness } from './readiness.ts';

const passing: Check = { name: 'passing', isRequired: true, run: () => undefined };
const failing = (isRequired: boolean): Check => ({
  name: 'failing',
  isRequired,
  run: async () => {
    throw new Error('no space left');
  },
});

describe('readiness', () => {
  it.each<[string, readonly Check[], boolean]>([
    ['all is well', [passing], true],
    ['nothing is asked for', [], true],
    ['something is missing that is needed', [passing, failing(true)], false],
    ['something is missing that is not needed', [passing, failing(false)], true],
  ])('with %s', async (_, checks, isReady) => {
    expect((await new Readiness(checks).state()).isReady).toBe(isReady);
  });

  it('says why not', async () => {
    const { checks } = await new Readiness([failing(true)]).state();
    expect(checks).toEqual([
      { name: 'failing', isRequired: true, isPassing: false, reason: 'no space left' },
    ]);
  });

  it.each([undefined, null, 'a text', Symbol('odd'), Object.create(null)])(
    'is not thrown off by a check that throws what is no error: %s',
    async (thrown) => {
      const odd: Check = {
        name: 'odd',
        isRequired: true,
        run: () => {
          throw thrown;
        },
      };
      const { isReady, checks } = await new Readiness([odd]).state();
      expect({ isReady, reason: typeof checks[0]?.reason }).toEqual({ isReady: false, reason: 'string' });
    },
  );

  it('does not wait for a check that hangs', async () => {
    const hung: Check = { name: 'hung', isRequired: true, run: () => new Promise(() => undefined) };
    const { isReady, checks } = await new Readiness([hung], { deadline: 10 }).state();
    expect(isReady).toBe(false);
    expect(checks[0]?.reason).toBe('no answer within 10 ms');
  });

  it('runs each check once, however many callers there are', async () => {
    let runs = 0;
    const counting: Check = {
      name: 'counting',
      isRequired: true,
      run: () => {
        runs += 1;
      },
    };
    const readiness = new Readiness([counting]);
    await Promise.all(Array.from({ length: 100 }, () => readiness.state()));
    expect(runs).toBe(1);
  });

  it('ends once the service drains', async () => {
    const readiness = new Readiness([passing]);
    await readiness.state();
    readiness.drain();
    expect(await readiness.state()).toMatchObject({ isReady: false, isDraining: true });
  });
});
