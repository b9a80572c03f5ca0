import { describe, expect, it } from 'vitest';
import { loadConfiguration } from './load.ts';
import { DECLARATION, diagnosticsOf, expectRendered, type Mistake, SMALLEST } from './test-configuration.ts';

describe('a value', () => {
  it.each<Mistake & { readonly mistake: string }>([
    {
      mistake: 'that YAML reads as a number',
      written: 'labels:\n  version: 1.10\n',
      rendered: [
        'config/type 8:12',
        '  version: 1.10',
        '           ^^^^',
        '`labels.version` must be a text, but `1.10` is a number',
        'Put it in quotes: `version: "1.10"`.',
      ],
    },
    {
      mistake: 'that YAML reads as true',
      written: 'labels: { a: true }\n',
      rendered: [
        'config/type 7:14',
        'labels: { a: true }',
        '             ^^^^',
        '`labels.a` must be a text, but `true` is true or false',
        'Put it in quotes: `a: "true"`.',
      ],
    },
    {
      mistake: 'that is missing after its key',
      written: 'intervals:\n  scrape:\n',
      rendered: [
        'config/type 8:3',
        '  scrape:',
        '  ^^^^^^',
        '`intervals.scrape` must be a text, but it is empty',
        'Write a text, such as `scrape: 30s`, or remove the line.',
      ],
    },
    {
      mistake: 'that is a block where a text belongs',
      written: 'prometheus:\n  retention:\n    days: 10\n',
      rendered: [
        'config/type 8:3',
        '  retention:',
        '  ^^^^^^^^^',
        '`prometheus.retention` must be a text, but it is a block of keys',
        'Write a text, such as `retention: 10d`.',
      ],
    },
    {
      mistake: 'that is a text where a block belongs',
      written: 'service: observer\n',
      rendered: [
        'config/type 7:10',
        'service: observer',
        '         ^^^^^^^^',
        '`service` must be a block of `key: value` lines, but `"observer"` is a text',
        'Write keys under it, indented, such as `service: { name: … }`.',
      ],
    },
    {
      mistake: 'that is a list where labels belong',
      written: 'labels:\n  - team: data\n',
      rendered: [
        'config/type 7:1',
        'labels:',
        '^^^^^^',
        '`labels` must be a block of `key: value` lines, but it is a list',
        'Write the lines without the dash, such as `labels: {"team":"market-data"}`.',
      ],
    },
    {
      mistake: 'that is a text where a number belongs',
      written: 'thresholds: { errorRatio: "0.1" }\n',
      rendered: [
        'config/type 7:27',
        'thresholds: { errorRatio: "0.1" }',
        '                          ^^^^^',
        '`thresholds.errorRatio` must be a number, but `"0.1"` is a text',
        'Write it without quotes: `errorRatio: 0.1`.',
      ],
    },
    {
      mistake: 'that is not a number',
      written: 'thresholds: { errorRatio: .nan }\n',
      rendered: [
        'config/value 7:27',
        'thresholds: { errorRatio: .nan }',
        '                          ^^^^',
        '`thresholds.errorRatio` must be a number, and `.nan` is not a finite one',
        'Write a number from 0 to 1.',
      ],
    },
    {
      mistake: 'that is infinite',
      written: 'thresholds: { latencySeconds: -.inf }\n',
      rendered: [
        'config/value 7:31',
        'thresholds: { latencySeconds: -.inf }',
        '                              ^^^^^',
        '`thresholds.latencySeconds` must be a number, and `-.inf` is not a finite one',
        'Write a number of at least 0.',
      ],
    },
    {
      mistake: 'in percent where a ratio belongs',
      written: 'thresholds: { errorRatio: 85 }\n',
      rendered: [
        'config/value 7:27',
        'thresholds: { errorRatio: 85 }',
        '                          ^^',
        '`thresholds.errorRatio` must be a number from 0 to 1, but is 85',
        'It is a ratio: for 85 % write `errorRatio: 0.85`.',
      ],
    },
    {
      mistake: 'below its bounds',
      written: 'thresholds: { latencySeconds: -1 }\n',
      rendered: [
        'config/value 7:31',
        'thresholds: { latencySeconds: -1 }',
        '                              ^^',
        '`thresholds.latencySeconds` must be a number of at least 0, but is -1',
        'Write a number of at least 0.',
      ],
    },
    {
      mistake: 'with a fraction of an hour',
      written: 'intervals: { scrape: 1.5h }\n',
      rendered: [
        'config/value 7:22',
        'intervals: { scrape: 1.5h }',
        '                     ^^^^',
        '`intervals.scrape` must be a Prometheus duration, such as `30s` or `1h30m`; `"1.5h"` has a fraction, and only whole numbers are allowed',
        'Write `scrape: 1h30m`.',
      ],
    },
    {
      mistake: 'without the unit of time',
      written: 'intervals: { scrape: 30 }\n',
      rendered: [
        'config/type 7:22',
        'intervals: { scrape: 30 }',
        '                     ^^',
        '`intervals.scrape` must be a text, but `30` is a number',
        'Write `scrape: 30s`.',
      ],
    },
    {
      mistake: 'of no declared choice',
      written: 'language: kr\n',
      rendered: [
        'config/value 7:11',
        'language: kr',
        '          ^^',
        '`language` must be one of `ko`, `en`, but is `kr`',
        'Did you mean `language: ko`?',
      ],
    },
    {
      mistake: 'with a lookaround',
      written: 'selectors: { pods: "(?!old).+" }\n',
      rendered: [
        'config/value 7:20',
        'selectors: { pods: "(?!old).+" }',
        '                   ^^^^^^^^^^^',
        '`selectors.pods` must be an RE2 regular expression, such as `observer-.+`; `"(?!old).+"` has the lookaround `(?!`, which RE2 lacks',
        'Write an RE2 regular expression, such as `observer-.+`.',
      ],
    },
    {
      mistake: 'that no Kubernetes label may have',
      written: 'labels: { team: 시장 }\n',
      rendered: [
        'config/value 7:17',
        'labels: { team: 시장 }',
        '                ^^',
        '`labels.team` must be a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`; `"시장"` is not one; it must also start and end with a letter or digit',
        'Write a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`.',
      ],
    },
    {
      mistake: 'that repeats in a list',
      written: 'environments:\n  prod:\n    grafana: { tags: [a, a] }\n',
      rendered: [
        'config/value 9:16',
        '    grafana: { tags: [a, a] }',
        '               ^^^^',
        '`environments.prod.grafana.tags` must NOT have duplicate items (items ## 1 and 0 are identical)',
        'Write a value such as `tags: ["my-service","prod"]`.',
      ],
    },
    {
      mistake: 'that is an empty selector',
      written: 'service: { labels: {} }\n',
      rendered: [
        'config/value 7:12',
        'service: { labels: {} }',
        '           ^^^^^^',
        '`service.labels` is empty',
        'Write at least one key under it, or remove it.',
      ],
    },
    {
      mistake: 'behind an alias',
      written: 'labels: { a: &b x y, c: d }\nalerts: { labels: { e: *b } }\nlanguage: *b\n',
      rendered: [
        'config/value 7:17',
        'labels: { a: &b x y, c: d }',
        '                ^^^',
        '`labels.a` must be a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`; `"x y"` is not one; it must also start and end with a letter or digit',
        'Write `a: x-y`.',
        '',
        'config/value 9:11',
        'language: *b',
        '          ^^',
        '`language` must be one of `ko`, `en`, but is `x y`',
        'Write one of `ko`, `en`.',
      ],
    },
  ])('$mistake is refused', expectRendered);

  it.each([
    ['app: observer', 'app: Observer_Prod', 1, 6, 'Write `app: observer-prod`.'],
    ['namespace: observer-prod', 'namespace: observer_prod', 2, 12, 'Write `namespace: observer-prod`.'],
    ['namespace: observer-prod', `namespace: ${'a'.repeat(64)}`, 2, 12, 'Write a DNS label (RFC 1123)'],
    ['https://grafana.example.com', 'grafana.example.com', 4, 8, 'Write `url: https://grafana.example.com`.'],
    ['https://grafana.example.com', 'ftp://example.com', 4, 8, 'Write an absolute http or https URL'],
    [
      'https://grafana.example.com',
      'https://me:secret@example.com',
      4,
      8,
      'Write an absolute http or https URL',
    ],
    ['https://grafana.example.com', 'https://example.com?orgId=1', 4, 8, 'Write `url: https://example.com`.'],
    ['runbooks:', '  uid: Observer\nrunbooks:', 5, 8, 'Write `uid: observer`.'],
    ['runbooks:', '  range: 1h30m\nrunbooks:', 5, 10, 'Write `range: 90m`.'],
  ])('where %j is %j is refused with what to write', (right, wrong, line, column, remedy) => {
    const text = SMALLEST.replace(right, wrong);
    const diagnostics = diagnosticsOf(() =>
      loadConfiguration({ file: 'x.yaml', text, declaration: DECLARATION }),
    );
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'config/value', place: { file: 'x.yaml', line, column } });
    expect(diagnostics[0]?.remedy).toContain(remedy);
  });
});
