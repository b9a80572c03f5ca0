import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { service } from './service.ts';

describe('workload/service', () => {
  it('accepts what is generated, whatever the names of the Service and the port', () => {
    const names = { name: 'storefront', labels: { tier: 'web' }, portName: 'a-very-long-name-of-a-port' };
    expect(said(service, { config: { service: { ...names, metricsPath: '/metrics' } } })).toEqual([]);
  });

  it.each([
    [
      'labels that the ServiceMonitor does not select',
      '"matchLabels":{"app":"shop"}},"namespaceSelector"',
      '"matchLabels":{"app":"store"}},"namespaceSelector"',
      'the ServiceMonitor selects app=store, but no Service has these labels',
    ],
    [
      'a port that the ServiceMonitor does not name',
      '"name":"http","port":8080',
      '"name":"web","port":8080',
      'the ServiceMonitor scrapes the port "http", but the Service has web',
    ],
    [
      'a selector that no pod has',
      '"selector":{"app":"shop"},"ports"',
      '"selector":{"app":"store"},"ports"',
      'it selects app=store, but the pods have app=shop',
    ],
    [
      'a Service without a selector',
      '"selector":{"app":"shop"},"ports"',
      '"selector":{},"ports"',
      'it selects no label, but the pods have app=shop',
    ],
    [
      'a target that is no port of the container',
      '"targetPort":"web"',
      '"targetPort":"http"',
      'its targetPort is "http", which no container has',
    ],
    [
      'a number that is no port of the container',
      '"targetPort":"web"',
      '"targetPort":9090',
      'its targetPort is 9090, which no container has',
    ],
  ])('finds %s', (_, from, to, message) => {
    expect(said(service, {}, [[from, to]])).toEqual([message]);
  });

  it('accepts the number of the port, too', () => {
    expect(said(service, {}, [['"targetPort":"web"', '"targetPort":8080']])).toEqual([]);
  });
});
