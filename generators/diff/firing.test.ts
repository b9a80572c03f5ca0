import { describe, expect, it } from 'vitest';
import { episodes } from './firing.ts';

/** Evaluations a second apart: `x` has a sample. The result has `F` while the alert fires. */
function fired(samples: string, timing: { for?: number; keep?: number } = {}): string {
  const present = [...samples].flatMap((sample, index) => (sample === 'x' ? [index * 1000] : []));
  const found = episodes(present, (samples.length - 1) * 1000, {
    interval: 1000,
    for: (timing.for ?? 0) * 1000,
    keepFiringFor: (timing.keep ?? 0) * 1000,
  });
  const marks = [...samples].map((_, index) =>
    found.some(({ from, to }) => from <= index * 1000 && index * 1000 <= to) ? 'F' : '.',
  );
  expect(found.reduce((sum, { evaluations }) => sum + evaluations, 0)).toBe(
    marks.filter((mark) => mark === 'F').length,
  );
  return marks.join('');
}

describe('episodes', () => {
  it.each([
    { samples: '......', timing: {}, expected: '......' },
    { samples: '.xx..x', timing: {}, expected: '.FF..F' },
    { samples: 'xxxxxx', timing: { for: 3 }, expected: '...FFF' },
    { samples: 'xxx.xx', timing: { for: 3 }, expected: '......' },
    { samples: 'xxxx.x', timing: { for: 3 }, expected: '...F..' },
    { samples: 'xx....', timing: { keep: 2 }, expected: 'FFFF..' },
    { samples: 'xx.x....', timing: { keep: 2 }, expected: 'FFFFFF..' },
    { samples: 'x..x..', timing: { keep: 2 }, expected: 'FFFFFF' },
    { samples: 'xxx.x...', timing: { for: 2, keep: 1 }, expected: '..FFFF..' },
    { samples: 'x.', timing: { for: 1, keep: 5 }, expected: '..' },
    { samples: 'xx', timing: { for: 1, keep: 5 }, expected: '.F' },
  ])('of $samples with $timing is $expected', ({ samples, timing, expected }) => {
    expect(fired(samples, timing)).toBe(expected);
  });

  it('separates episodes', () => {
    expect(episodes([0, 1000, 3000], 4000, { interval: 1000, for: 0, keepFiringFor: 0 })).toEqual([
      { from: 0, to: 1000, evaluations: 2 },
      { from: 3000, to: 3000, evaluations: 1 },
    ]);
  });
});
