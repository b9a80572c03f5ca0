import { describe, expect, it } from 'vitest';
import { diagnosticsOf, load as loadText } from '../test-configuration.ts';

const COMMON = `grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
namespace: shared
services:
`;

const load = (services: string) => loadText(COMMON + services);

const found = (services: string) => diagnosticsOf(() => load(services));

describe('services in one namespace', () => {
  it.each([
    '  observer:\n  observer-derivatives:\n',
    '  shop:\n  shop-db:\n  shop-feed:\n  my-shop:\n',
    "  a: { selectors: { pods: 'web-[0-9]+', volumes: 'web-data' } }\n  b: { selectors: { pods: 'web-[a-z]+', volumes: 'web-data-.+' } }\n",
    '  a: { namespace: one, selectors: { pods: .+, volumes: .+ } }\n  b: { selectors: { pods: .+, volumes: .+ } }\n',
  ])('may have selectors that have no name in common: %j', (services) => {
    expect(load(services).warnings).toEqual([]);
  });

  it('must not select the same names', () => {
    const [diagnostic, ...others] = found(
      "  observer: { selectors: { pods: 'observer-.+' } }\n  observer-b:\n",
    );
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: 'config/overlap',
      severity: 'error',
      place: { file: 'observability.yaml', line: 5 },
      message:
        '`selectors.pods` of `observer` and of `observer-b` both match `observer-b-7c9f4d5b6-x2x9k`: observer-.+ and observer-b-(([0-9b-df]{4,10}-)?[0-9a-z]{5}|[0-9]{1,4})',
      remedy:
        'Under `services.observer`, write `selectors: { pods: … }` with a pattern that matches only its own pods, or leave it out.',
    });
  });

  it.each([
    [
      "  a: { selectors: { volumes: '(blue|green)-data' } }\n  b: { selectors: { volumes: 'g[a-z]+-data' } }\n",
      'green-data',
    ],
    [
      "  a: { selectors: { volumes: '[[:alpha:]]+' } }\n  b: { selectors: { volumes: '(?i)DATA' } }\n",
      'data',
    ],
    ["  a: { selectors: { volumes: 'x?data' } }\n  b: { selectors: { volumes: 'data' } }\n", 'data'],
  ])('are told of a name that both match: %j', (services, name) => {
    expect(found(services).map(({ message }) => message)).toEqual([
      expect.stringContaining(`both match \`${name}\``),
    ]);
  });

  it('are reported if the name alone is ambiguous: a DaemonSet `shop-4567` and a Deployment `shop`', () => {
    expect(found('  shop:\n  shop-4567:\n').map(({ place, message }) => [place.line, message])).toEqual([
      [
        6,
        expect.stringMatching(/^`selectors.pods` of `shop` and of `shop-4567` both match `shop-4567-\w{5}`/),
      ],
    ]);
  });

  it('cause a warning if their patterns cannot be compared', () => {
    const { warnings } = load(
      "  a: { selectors: { pods: 'web\\b.*' } }\n  b: { selectors: { pods: 'web-b.*' } }\n",
    );
    expect(warnings.map(({ code, severity, place }) => [code, severity, place.line])).toEqual([
      ['config/overlap', 'warning', 6],
    ]);
  });

  it('are compared quickly, even a thousand of them', () => {
    const apps = Array.from({ length: 1000 }, (_, index) => `  svc-${index}:\n`);
    const start = performance.now();
    expect(load(apps.join('')).services).toHaveLength(1000);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
