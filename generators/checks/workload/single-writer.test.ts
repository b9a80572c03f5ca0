import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { singleWriter } from './single-writer.ts';

const RECREATE = '"strategy":{"type":"Recreate"}';
const TWO = ['"replicas":1', '"replicas":2'] as const;

describe('workload/single-writer', () => {
  it('accepts what is generated', () => {
    expect(said(singleWriter)).toEqual([]);
  });

  it('finds a second replica', () => {
    expect(said(singleWriter, {}, [TWO])).toEqual([
      'it has 2 replicas, but only one node can mount shop-stock',
    ]);
  });

  it.each(['"strategy":{"type":"RollingUpdate"}', '"strategy":{"rollingUpdate":{"maxSurge":1}}', '"x":1'])(
    'finds the strategy %s',
    (strategy) => {
      expect(said(singleWriter, {}, [[RECREATE, strategy]])).toEqual([
        'its strategy is RollingUpdate, which starts the new pod before the old one terminates',
      ]);
    },
  );

  it.each(['"strategy":{"rollingUpdate":{"maxSurge":0}}', '"strategy":{"rollingUpdate":{"maxSurge":"0%"}}'])(
    'takes the strategy %s, which ends the old pod first',
    (strategy) => {
      expect(said(singleWriter, {}, [[RECREATE, strategy]])).toEqual([]);
    },
  );

  it('ignores volumes that many nodes may mount', () => {
    expect(said(singleWriter, {}, [TWO, ['ReadWriteOnce', 'ReadWriteMany']])).toEqual([]);
  });
});
