import { describe, expect, it } from 'vitest';
import { load } from './test-configuration.ts';

const RUNBOOKS = 'runbooks: { url: "https://example.com/runbooks" }\n';
const SERVICE = `app: observer\nnamespace: observer-prod\n${RUNBOOKS}`;
const URL = 'url: "https://grafana.example.com"';

const warningsOf = (text: string) =>
  load(text).warnings.map(
    ({ severity, code, place, message }) => `${severity} ${code} ${place.line} ${message}`,
  );

describe('the dashboards of several environments', () => {
  it.each([
    [
      'one uid and one title for all',
      `${SERVICE}grafana: { ${URL}, uid: market-data, title: Market Data }
environments: { prod: {}, staging: { namespace: observer-staging } }\n`,
      [
        'warning config/shared-dashboard 4 `grafana.uid` is `market-data` in the environments `prod` and `staging`, which have one `grafana.url`',
        'warning config/shared-dashboard 4 `grafana.title` is `Market Data` in the folder `Observer` in the environments `prod` and `staging`, which have one `grafana.url`',
      ],
    ],
    [
      'one uid that two of three have',
      `${SERVICE}grafana: { ${URL} }
environments:
  prod: {}
  test: { grafana: { uid: shared } }
  dev: { grafana: { uid: shared } }\n`,
      [
        'warning config/shared-dashboard 8 `grafana.uid` is `shared` in the environments `test` and `dev`, which have one `grafana.url`',
      ],
    ],
    [
      'the default of another environment',
      `${SERVICE}grafana: { ${URL} }
environments:
  prod: {}
  dev: { grafana: { uid: observer-prod } }\n`,
      [
        'warning config/shared-dashboard 7 `grafana.uid` is `observer-prod` in the environments `prod` and `dev`, which have one `grafana.url`',
      ],
    ],
    [
      'a URL that differs by its last slash',
      `${SERVICE}grafana: { uid: shared }
environments:
  prod: { grafana: { ${URL} } }
  dev: { grafana: { url: "https://grafana.example.com/" } }\n`,
      [
        'warning config/shared-dashboard 4 `grafana.uid` is `shared` in the environments `prod` and `dev`, which have one `grafana.url`',
      ],
    ],
    [
      'a service of a fleet',
      `namespace: shared\n${RUNBOOKS}grafana: { ${URL} }
services:
  one: { grafana: { title: One } }
  two: {}
environments: { prod: {}, dev: {} }\n`,
      [
        'warning config/shared-dashboard 5 `grafana.title` is `One` in the folder `One` in the environments `prod` and `dev`, which have one `grafana.url`',
      ],
    ],
    ['the defaults', `${SERVICE}grafana: { ${URL} }\nenvironments: { prod: {}, dev: {} }\n`, []],
    [
      'a Grafana for each',
      `${SERVICE}grafana: { ${URL}, uid: shared, title: Shared }
environments: { prod: {}, dev: { grafana: { url: "https://dev.example.com" } } }\n`,
      [],
    ],
    [
      'an organisation for each',
      `${SERVICE}grafana: { ${URL}, uid: shared, title: Shared }
environments: { prod: { grafana: { orgId: 1 } }, dev: { grafana: { orgId: 2 } } }\n`,
      [],
    ],
    [
      'one title in a folder for each',
      `${SERVICE}grafana: { ${URL}, title: Shared }
environments: { prod: {}, dev: { grafana: { folder: Dev } } }\n`,
      [],
    ],
    ['one environment', `${SERVICE}grafana: { ${URL}, uid: shared }\n`, []],
  ])('with %s', (_, text, expected) => {
    expect(warningsOf(text)).toEqual(expected);
  });
});
