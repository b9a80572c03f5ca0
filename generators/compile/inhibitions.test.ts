import { describe, expect, it } from 'vitest';
import { alertOf, serviceWith } from '../checks/testing/service.ts';
import { inhibitionsOf } from './inhibitions.ts';

describe('declared inhibitions', () => {
  it('become matchers of both rules and the labels that keep services apart', () => {
    const rules = [
      alertOf({ name: 'ShopDown', severity: 'critical' }),
      alertOf({
        inhibitedBy: [
          { alert: 'ShopDown' },
          { alert: 'ShopBurns', labels: { slo: 'sales' }, equal: ['job'] },
        ],
      }),
    ];
    expect(inhibitionsOf(serviceWith({ rules }))).toEqual([
      {
        source: { alertname: 'ShopDown' },
        target: { alertname: 'ShopOutOfStock', severity: 'warning' },
        equal: ['cluster', 'namespace', 'service'],
      },
      {
        source: { alertname: 'ShopBurns', slo: 'sales' },
        target: { alertname: 'ShopOutOfStock', severity: 'warning' },
        equal: ['cluster', 'namespace', 'service', 'job'],
      },
    ]);
  });
});
