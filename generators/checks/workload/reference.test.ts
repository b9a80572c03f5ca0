import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { reference } from './reference.ts';

describe('workload/reference', () => {
  it('takes what is generated', () => {
    expect(said(reference)).toEqual([]);
  });

  it.each([
    [
      'claim',
      '"claimName":"shop-stock"',
      '"claimName":"stock"',
      'it names the PersistentVolumeClaim "stock", and there is shop-stock',
    ],
    [
      'ConfigMap',
      '"configMapRef":{"name":"shop-config"}',
      '"configMapRef":{"name":"shop"}',
      'it names the ConfigMap "shop", and there is shop-config',
    ],
    [
      'ServiceAccount',
      '"serviceAccountName":"shop"',
      '"serviceAccountName":"default"',
      'it names the ServiceAccount "default", and there is shop',
    ],
  ])('finds a %s that is not there', (_, from, to, message) => {
    expect(said(reference, {}, [[from, to]])).toEqual([message]);
  });

  it('finds a mount without its volume, and the volume without a mount', () => {
    const mount = '"name":"stock","mountPath"';
    expect(said(reference, {}, [[mount, '"name":"stocks","mountPath"']])).toEqual([
      'it names the volume "stocks", and there is stock, scratch',
      'the volume "stock" is mounted nowhere',
    ]);
  });
});
