import { describe, expect, it } from 'vitest';
import { diagnosticsOf, load, SMALLEST } from './test-configuration.ts';

const SHARED = `grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
language: en
`;

const SERVICES = `services:
  books: { namespace: books-prod, language: ko, grafana: { folder: Books }, labels: { team: books } }
  games: { namespace: games-prod }
`;

const overviewOf = (text: string, environment?: string) => load(text, environment).overview;

const identities = (overview: ReturnType<typeof overviewOf>) =>
  Object.values(overview ?? {}).map(({ app, namespace, grafana: { uid, title, folder } }) =>
    [app, namespace, uid, title, folder].join(' | '),
  );

describe('the overviews', () => {
  it('are there for a fleet, in a namespace of their own', () => {
    expect(identities(overviewOf(SHARED + SERVICES))).toEqual([
      'fleet-overview | monitoring | fleet-overview-prod | Fleet Production Overview | Fleet',
      'fleet-objectives | monitoring | fleet-objectives-prod | Fleet Production Objectives | Fleet',
    ]);
  });

  it('are as the file and the environment say, and not as a service does', () => {
    const text = `${SHARED}labels: { team: platform }\n${SERVICES}`;
    expect(overviewOf(text)?.services).toMatchObject({
      language: 'en',
      labels: { app: 'fleet-overview', team: 'platform' },
      grafana: { tags: ['fleet', 'prod'] },
    });
  });

  it('are in the namespace and the folder of all services, where there is one', () => {
    const shared = SHARED.replace('example.com }', 'example.com, folder: Shop }');
    const services = 'services: { books: {}, games: { grafana: { folder: Games } } }\n';
    expect(identities(overviewOf(`namespace: shop\n${shared}${services}`))).toEqual([
      'fleet-overview | shop | fleet-overview-prod | Fleet Production Overview | Shop',
      'fleet-objectives | shop | fleet-objectives-prod | Fleet Production Objectives | Shop',
    ]);
  });

  it('have a name, a namespace and a folder that each environment can change', () => {
    const overview = 'overview: { name: shop, namespace: dashboards, folder: All Shops }\n';
    const environments = 'environments: { prod: {}, staging: { overview: { namespace: staging } } }\n';
    expect(identities(overviewOf(SHARED + SERVICES + overview + environments, 'staging'))).toEqual([
      'shop-overview | staging | shop-overview-staging | Shop Staging Overview | All Shops',
      'shop-objectives | staging | shop-objectives-staging | Shop Staging Objectives | All Shops',
    ]);
  });

  it('are not there where they are switched off', () => {
    expect(overviewOf(`${SHARED}${SERVICES}overview: { enabled: false }\n`)).toBeUndefined();
  });

  it('are not there for a single service, unless it asks for that of its objectives', () => {
    expect(overviewOf(SMALLEST)).toBeUndefined();
    expect(identities(overviewOf(`${SMALLEST}overview: { enabled: true }\n`))).toEqual([
      'observer-objectives | observer-prod | observer-objectives-prod | Observer Production Objectives | Observer',
    ]);
  });

  it.each([
    [
      'in a service, which has none',
      `${SHARED}services:\n  books: { namespace: b, overview: { enabled: true } }\n`,
      'config/unknown-key',
    ],
    [
      'with a name that no object can have',
      `${SHARED}${SERVICES}overview: { name: My Shops }\n`,
      'config/value',
    ],
    [
      'with a uid that is too long for Grafana',
      `${SHARED}${SERVICES}overview: { name: a-name-that-is-thirty-letters-long }\n`,
      'config/value',
    ],
    ['beside a service of that name', `${SHARED}${SERVICES}  overview: { namespace: c }\n`, 'config/value'],
    ['with the uid of a service', `${SHARED}${SERVICES}  fleet-overview: { namespace: c }\n`, 'config/value'],
  ])('are refused %s', (_, text, code) => {
    const found = diagnosticsOf(() => overviewOf(text));
    expect(found.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(found[0]?.place.line).toBeGreaterThan(0);
  });
});
