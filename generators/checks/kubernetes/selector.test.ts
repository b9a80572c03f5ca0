import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { serviceMonitorOf } from '../testing/service.ts';
import { selector } from './selector.ts';

const said = (spec: Readonly<Record<string, unknown>>) =>
  messages(selector, { manifests: { 'x.yaml': [serviceMonitorOf(spec)] } });

describe('kubernetes/selector', () => {
  it.each([
    [{ app: 'other' }, 'it selects app=other, but the Service has app=shop'],
    [{ app: 'shop', tier: 'web' }, 'it selects app=shop,tier=web, but the Service has app=shop'],
    [{}, 'it selects every Service, but the Service has app=shop'],
  ])('refuses the selector %j', (matchLabels, message) => {
    expect(said({ selector: { matchLabels } })).toEqual([message]);
  });

  it.each([
    [[{ port: '8000' }], 'it scrapes "8000", but the port is named "http"'],
    [[{ targetPort: 8000 }], 'it scrapes "", but the port is named "http"'],
    [[], 'it scrapes no port, but the port is named "http"'],
  ])('refuses the endpoints %j', (endpoints, message) => {
    expect(said({ endpoints })).toEqual([message]);
  });

  it('refuses a namespace without the Service', () => {
    expect(said({ namespaceSelector: { matchNames: ['default'] } })).toEqual([
      'it selects Services in default, but the Service is in shop-prod',
    ]);
  });

  it.each([[{ any: true }], [{}], [{ matchNames: ['default', 'shop-prod'] }]])(
    'takes the namespaceSelector %j',
    (namespaceSelector) => {
      expect(said({ namespaceSelector })).toEqual([]);
    },
  );
});
