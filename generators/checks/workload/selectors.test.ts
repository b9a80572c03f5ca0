import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { selectors } from './selectors.ts';

describe('workload/selectors', () => {
  it.each([
    { pods: 'shop-.+', volumes: 'shop-.+' },
    { pods: '(?i)SHOP-.+', volumes: 'a|shop-stock' },
    { pods: 'shop-[[:alnum:]]+-[[:alnum:]]+|shop-.*', volumes: '.+' },
  ])('takes $pods and $volumes', (given) => {
    expect(said(selectors, { config: { selectors: given } })).toEqual([]);
  });

  it('finds patterns that match only part of a name', () => {
    expect(said(selectors, { config: { selectors: { pods: 'shop', volumes: 'stock' } } })).toEqual([
      'its pods have names such as shop-7c9f4d5b6-x2x9k, which selectors.pods does not match: shop',
      'selectors.volumes does not match its name: stock',
    ]);
  });
});
