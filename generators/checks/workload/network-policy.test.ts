import { describe, expect, it } from 'vitest';
import { said, shopSettings } from '../testing/workload.ts';
import { networkPolicy } from './network-policy.ts';

const withVariable = (value: string, ...ports: number[]) =>
  said(networkPolicy, {
    settings: {
      environment: { SHOP_URL: value },
      network: { ...shopSettings.network, connections: ports.map((port) => ({ port })) },
    },
  });

describe('workload/network-policy', () => {
  it('accepts what is generated', () => {
    expect(said(networkPolicy)).toEqual([]);
  });

  it('finds one that selects other pods', () => {
    const edit = [
      '"podSelector":{"matchLabels":{"app":"shop"}',
      '"podSelector":{"matchLabels":{"app":"x"}',
    ] as const;
    expect(said(networkPolicy, {}, [edit])).toEqual(['it selects app=x, but the pods have app=shop']);
  });

  it.each([
    [
      'from another namespace',
      '"kubernetes.io/metadata.name":"monitoring"',
      '"kubernetes.io/metadata.name":"x"',
    ],
    [
      'at another port',
      '"ports":[{"port":"web","protocol":"TCP"}]',
      '"ports":[{"port":"http","protocol":"TCP"}]',
    ],
  ])('finds that Prometheus is let in %s only', (_, from, to) => {
    expect(said(networkPolicy, {}, [[from, to]])).toEqual([
      'it allows no ingress from the namespace monitoring to a container port',
    ]);
  });

  it.each([
    ['http://tempo.monitoring:4318', 4318],
    ['https://example.com', 443],
    ['postgres://db.example.com/shop', 5432],
    ['ws://ops.example.com:21000/tryitout', 21_000],
  ])('finds that nothing is let out to %s, unless its port is configured', (address, port) => {
    expect(withVariable(address)).toEqual([
      `SHOP_URL is ${address}, but the policy allows no egress to port ${port}`,
    ]);
    expect(withVariable(address, port)).toEqual([]);
  });

  it.each(['https://bank.example.com:8443/pay', 'not an address', 'true'])('takes %s', (value) => {
    expect(withVariable(value)).toEqual([]);
  });
});
