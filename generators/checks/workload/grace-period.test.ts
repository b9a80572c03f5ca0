import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { gracePeriod } from './grace-period.ts';

const GRACE = '"terminationGracePeriodSeconds":30';

describe('workload/grace-period', () => {
  it.each(['20s', '1m', '500ms'] as const)('takes what is generated for a drain of %s', (drain) => {
    expect(said(gracePeriod, { definition: { drain } })).toEqual([]);
  });

  it('finds one that is not longer than the drain', () => {
    expect(said(gracePeriod, {}, [[GRACE, '"terminationGracePeriodSeconds":20']])).toEqual([
      'the grace period is 20 s, but the drain takes up to 20 s',
    ]);
  });

  it('assumes 30 s by default', () => {
    expect(
      said(gracePeriod, { definition: { drain: '40s' } }, [['"terminationGracePeriodSeconds":50,', '']]),
    ).toEqual(['the grace period is 30 s, but the drain takes up to 40 s']);
  });
});
