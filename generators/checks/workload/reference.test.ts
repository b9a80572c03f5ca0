import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { reference } from './reference.ts';

describe('workload/reference', () => {
  it('accepts what is generated', () => {
    expect(said(reference)).toEqual([]);
  });

  it.each([
    [
      'claim',
      '"claimName":"shop-stock"',
      '"claimName":"stock"',
      'it references the PersistentVolumeClaim "stock", which does not exist (available: shop-stock)',
    ],
    [
      'ConfigMap',
      '"configMapRef":{"name":"shop-config"}',
      '"configMapRef":{"name":"shop"}',
      'it references the ConfigMap "shop", which does not exist (available: shop-config)',
    ],
    [
      'ServiceAccount',
      '"serviceAccountName":"shop"',
      '"serviceAccountName":"default"',
      'it references the ServiceAccount "default", which does not exist (available: shop)',
    ],
  ])('finds a %s that is not there', (_, from, to, message) => {
    expect(said(reference, {}, [[from, to]])).toEqual([message]);
  });

  it('finds a mount without a volume, and a volume without a mount', () => {
    const mount = '"name":"stock","mountPath"';
    expect(said(reference, {}, [[mount, '"name":"stocks","mountPath"']])).toEqual([
      'it references the volume "stocks", which does not exist (available: stock, scratch)',
      'no container mounts the volume "stock"',
    ]);
  });
});
