import { describe, expect, it } from 'vitest';
import { shopService } from '../../config/test-configuration.ts';
import { messages } from '../testing/findings.ts';
import { alertOf } from '../testing/service.ts';
import { routeLabel } from './route-label.ts';

const said = (labels: Readonly<Record<string, string>>, configured: Readonly<Record<string, string>> = {}) =>
  messages(routeLabel, {
    rules: [alertOf({ labels })],
    config: { ...shopService, alerts: { labels: configured } },
  });

describe('alert/route-label', () => {
  it('refuses an alert without a severity, or with another', () => {
    expect(said({})).toEqual(['the label severity is missing']);
    expect(said({ severity: 'page' })).toEqual(['"page" is not a severity']);
    expect(said({ severity: 'none' })).toEqual([]);
  });

  it('refuses an alert that lacks a configured label', () => {
    expect(said({ severity: 'info' }, { team: 'shop' })).toEqual([
      'the label team is not "shop", the value of alerts.labels in the configuration',
    ]);
    expect(said({ severity: 'info', team: 'other' }, { team: 'shop' })).toHaveLength(1);
  });

  it('reads a label as Prometheus does, as a template', () => {
    expect(said({ severity: 'info', team: '{{ "{{" }}shop' }, { team: '{{shop' })).toEqual([]);
  });
});
