import { describe, expect, it } from 'vitest';
import { said } from '../testing/workload.ts';
import { probe } from './probe.ts';

describe('workload/probe', () => {
  it('accepts what is generated', () => {
    expect(said(probe)).toEqual([]);
  });

  it.each([
    [
      'a path that nobody answers',
      '"readinessProbe":{"httpGet":{"path":"/ready"',
      '"readinessProbe":{"httpGet":{"path":"/readyz"',
      'the readinessProbe requests /readyz, which the service does not serve',
    ],
    [
      'a port that the container does not have',
      '"livenessProbe":{"httpGet":{"path":"/live","port":"web"',
      '"livenessProbe":{"httpGet":{"path":"/live","port":"http"',
      'the livenessProbe uses the port "http", which the container does not have',
    ],
    ['a probe that is missing', '"startupProbe":{', '"startup":{', 'the container has no HTTP startupProbe'],
  ])('finds %s', (_, from, to, message) => {
    expect(said(probe, {}, [[from, to]])).toEqual([message]);
  });

  it('finds a configured metrics path that the service does not serve', () => {
    const service = { name: 'shop', labels: { app: 'shop' }, portName: 'http', metricsPath: '/prometheus' };
    expect(said(probe, { config: { service } })).toEqual([
      'it scrapes /prometheus, which the service does not serve',
    ]);
  });
});
