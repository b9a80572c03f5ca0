import { describe, expect, it } from 'vitest';
import {
  diagnosticsOf,
  expectReported,
  load,
  type Mistake,
  reportsOf,
  SMALLEST,
} from './test-configuration.ts';

describe('a key', () => {
  it.each<Mistake>([
    [
      'namespce: x\n',
      'config/unknown-key 7:1 namespce | `namespce` is not a key of this file | Did you mean `namespace`?',
    ],
    [
      'release: prometheus\n',
      'config/unknown-key 7:1 release | `release` is not a key of this file | Its place is `operator.release`.',
    ],
    [
      'service:\n  namespace: x\n',
      'config/unknown-key 8:3 namespace | `namespace` is not a key of `service` | Move it out of `service`.',
    ],
    [
      'environments:\n  prod:\n    prometheus: { storage: 10Gi }\n',
      'config/unknown-key 9:19 storage | `storage` is not a key of `environments.prod.prometheus` | Remove it; the keys here are `retention`.',
    ],
    [
      'operator:\n  profile: kube-prometheus\n  release: x\n',
      'config/unknown-key 9:3 release | `release` does not belong to the operator profile `kube-prometheus` | Remove it, or write `profile: kube-prometheus-stack`; the profile `kube-prometheus` has `prometheusNamespace` and `serviceAccount`.',
    ],
    [
      'environments:\n  prod:\n    operator: { ruleLabels: {} }\n',
      'config/unknown-key 9:17 ruleLabels | `ruleLabels` does not belong to the operator profile `kube-prometheus-stack` | Remove it, or write `profile: custom`; the profile `kube-prometheus-stack` has `release`.',
    ],
    [
      '__proto__: x\n',
      'config/unknown-key 7:1 __proto__ | `__proto__` is not a key of this file | Remove it; the keys here are `app`, `namespace`, `language`, `service`, `intervals`, `jobs`, `selectors`, `prometheus`, `operator`, `labels`, `alerts`, `alertmanager`, `grafana`, `runbooks`, `thresholds`, `checks`, `overview`, `workload`, `calendar`, `defaultEnvironment`, `environments`, `services`.',
    ],
    [
      'labels: { "my team": data }\n',
      'config/value 7:11 "my team" | A key here must be a Kubernetes label key, such as `release` or `app.kubernetes.io/name`; `"my team"` is not one: at most 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/` | Write `my-team`.',
    ],
  ])('as in %j is refused', expectReported);
});

describe('a value', () => {
  it.each<Mistake>([
    [
      'labels:\n  version: 1.10\n',
      'config/type 8:12 1.10 | `labels.version` must be a text, but `1.10` is a number | Put it in quotes: `version: "1.10"`.',
    ],
    [
      'labels: { a: true }\n',
      'config/type 7:14 true | `labels.a` must be a text, but `true` is true or false | Put it in quotes: `a: "true"`.',
    ],
    [
      'intervals:\n  scrape:\n',
      'config/type 8:3 scrape | `intervals.scrape` must be a text, but it is empty | Write a text, such as `scrape: 30s`, or remove the line.',
    ],
    [
      'prometheus:\n  retention:\n    days: 10\n',
      'config/type 8:3 retention | `prometheus.retention` must be a text, but it is a block of keys | Write a text, such as `retention: 10d`.',
    ],
    [
      'service: observer\n',
      'config/type 7:10 observer | `service` must be a block of `key: value` lines, but `"observer"` is a text | Write keys under it, indented, such as `service: { name: … }`.',
    ],
    [
      'labels:\n  - team: data\n',
      'config/type 7:1 labels | `labels` must be a block of `key: value` lines, but it is a list | Write the lines without the dash, such as `labels: {"team":"market-data"}`.',
    ],
    [
      'thresholds: { errorRatio: "0.1" }\n',
      'config/type 7:27 "0.1" | `thresholds.errorRatio` must be a number, but `"0.1"` is a text | Write it without quotes: `errorRatio: 0.1`.',
    ],
    [
      'thresholds: { errorRatio: .nan }\n',
      'config/value 7:27 .nan | `thresholds.errorRatio` must be a number, and `.nan` is not a finite one | Write a number from 0 to 1.',
    ],
    [
      'thresholds: { latencySeconds: -.inf }\n',
      'config/value 7:31 -.inf | `thresholds.latencySeconds` must be a number, and `-.inf` is not a finite one | Write a number of at least 0.',
    ],
    [
      'thresholds: { errorRatio: 85 }\n',
      'config/value 7:27 85 | `thresholds.errorRatio` must be a number from 0 to 1, but is 85 | It is a ratio: for 85 % write `errorRatio: 0.85`.',
    ],
    [
      'thresholds: { latencySeconds: -1 }\n',
      'config/value 7:31 -1 | `thresholds.latencySeconds` must be a number of at least 0, but is -1 | Write a number of at least 0.',
    ],
    [
      'intervals: { scrape: 1.5h }\n',
      'config/value 7:22 1.5h | `intervals.scrape` must be a Prometheus duration, such as `30s` or `1h30m`; `"1.5h"` has a fraction, and only whole numbers are allowed | Write `scrape: 1h30m`.',
    ],
    [
      'intervals: { scrape: 30 }\n',
      'config/type 7:22 30 | `intervals.scrape` must be a text, but `30` is a number | Write `scrape: 30s`.',
    ],
    [
      'language: kr\n',
      'config/value 7:11 kr | `language` must be one of `ko`, `en`, but is `kr` | Did you mean `language: ko`?',
    ],
    [
      'labels: { team: 시장 }\n',
      'config/value 7:17 시장 | `labels.team` must be a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`; `"시장"` is not one; it must also start and end with a letter or digit | Write a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`.',
    ],
    [
      'environments:\n  prod:\n    grafana: { tags: [a, a] }\n',
      'config/value 9:16 tags | `environments.prod.grafana.tags` must NOT have duplicate items (items ## 1 and 0 are identical) | Write a value such as `tags: ["my-service","prod"]`.',
    ],
    [
      'service: { labels: {} }\n',
      'config/value 7:12 labels | `service.labels` is empty | Write at least one key under it, or remove it.',
    ],
    [
      'labels: { a: &b x y, c: d }\nalerts: { labels: { e: *b } }\nlanguage: *b\n',
      'config/value 7:17 x y | `labels.a` must be a Kubernetes label value: at most 63 letters, digits, `-`, `_` and `.`; `"x y"` is not one; it must also start and end with a letter or digit | Write `a: x-y`.',
      'config/value 9:11 *b | `language` must be one of `ko`, `en`, but is `x y` | Write one of `ko`, `en`.',
    ],
  ])('as in %j is refused', expectReported);
});

describe('settings that contradict each other', () => {
  it.each<Mistake>([
    [
      'intervals:\n  scrapeTimeout: 1m\n',
      'config/value 8:18 1m | `intervals.scrapeTimeout` is 1m, longer than `intervals.scrape`, which is 30s | Write `scrapeTimeout: 30s` or less, or a longer `scrape`.',
    ],
    [
      'intervals:\n  scrape: 5s\n',
      'config/value 8:11 5s | `intervals.scrapeTimeout` is 10s, longer than `intervals.scrape`, which is 5s | Write `scrapeTimeout: 5s` or less, or a longer `scrape`.',
    ],
    [
      'intervals: { scrapeTimeout: 20s }\nenvironments:\n  prod: { intervals: { scrape: 15s } }\n',
      'config/value 9:32 15s | `intervals.scrapeTimeout` is 20s, longer than `intervals.scrape`, which is 15s | Write `scrapeTimeout: 15s` or less, or a longer `scrape`.',
    ],
    [
      'operator:\n  profile: custom\n  ruleLabels: {}\n',
      'config/value 7:1 operator | `operator.monitorLabels` is missing | Write `monitorLabels: {"prometheus":"main"}` under `operator`.',
    ],
    [
      'calendar: { closed: [] }\n',
      'config/value 7:1 calendar | `calendar.exchange` is missing | Write `exchange: KRX` under `calendar`.',
    ],
  ])('as in %j are refused', expectReported);

  it('may be one of the file and a default', () => {
    const app = 'a-service-with-a-name-that-is-rather-long';
    expect(reportsOf(SMALLEST.replace('app: observer', `app: ${app}`))).toEqual([
      `config/value 1:6 ${app} | The default of \`grafana.uid\` is \`${app}-prod\`, which has 46 characters, and 40 are allowed | Write a shorter \`uid\` under \`grafana\` of this environment, or a shorter \`app\`.`,
    ]);
  });
});

describe('a block of the project', () => {
  it.each<Mistake>([
    [
      'calendar:\n  exchange: KRX\n  closed:\n    - 2026-02-28\n    - 2026-02-29\n',
      'config/value 11:7 2026-02-29 | `calendar.closed[1]` must be a date, such as `2026-01-02`; `"2026-02-29"` is not in the calendar | Write a date, such as `2026-01-02`.',
    ],
    [
      'calendar:\n  early:\n    - {}\n    - { closes: 4 pm }\n',
      'config/value 9:7 {} | `calendar.early[0].closes` is missing | Write `closes` under `calendar.early[0]`.',
      'config/value 10:17 4 pm | `calendar.early[1].closes` must match pattern "^\\d\\d:\\d\\d$", but is "4 pm" | Write what belongs here: Hour and minute.',
    ],
    [
      'calendar: { exchange: KRX, open: 9 }\n',
      'config/value 7:34 9 | `calendar.open` has none of the forms that it may have | Write a value such as `open: true`.',
    ],
  ])('is refused as %j', expectReported);
});

describe('an environment', () => {
  const environments = 'environments:\n  prod:\n  staging:\n';

  it('is rejected if it does not exist, and the message suggests the closest one', () => {
    expect(reportsOf(SMALLEST + environments, 'stagin')).toEqual([
      'config/unknown-environment 7:1 environments | There is no environment `stagin` | Did you mean `staging`? Known are `prod`, `staging`.',
    ]);
  });

  it('is only `prod` by default', () => {
    expect(reportsOf(SMALLEST, 'development')).toEqual([
      'config/unknown-environment | There is no environment `development` | Use one of `prod`, or add `development` under `environments`.',
    ]);
  });

  it('must exist if it is the default', () => {
    expect(reportsOf(`${SMALLEST + environments}defaultEnvironment: test\n`)).toEqual([
      'config/unknown-environment 10:21 test | There is no environment `test` | Use one of `prod`, `staging`, or add `test` under `environments`.',
    ]);
  });
});

describe('a fleet', () => {
  const fleet = SMALLEST.replace('app: observer\n', '');

  it('cannot be combined with a single service', () => {
    expect(reportsOf(`${SMALLEST}services: { a: }\n`)).toEqual([
      'config/value 1:1 app | `app` has no effect together with `services` | Remove it; if it is a separate service, add it as a key of `services`.',
    ]);
  });

  it('has the environments of the file', () => {
    const text = `${fleet}services:\n  a: { environments: { prodd: } }\n`;
    expect(reportsOf(text)).toEqual([
      'config/unknown-environment 7:24 prodd | There is no environment `prodd` | Did you mean `prod`? Known are `prod`.',
    ]);
  });

  it('does not share a dashboard', () => {
    const text = `${fleet}services:\n  a:\n  b: { grafana: { uid: a-prod } }\n  c: { grafana: { title: A Production Monitoring, folder: A } }\n`;
    expect(reportsOf(text)).toEqual([
      'config/value 8:24 a-prod | `grafana.uid` is `a-prod` for `a`, `b` | Remove `uid`, so that it follows from the service, or write another one under each service.',
      'config/value 9:26 A Production Monitoring | `grafana.title` is `A Production Monitoring` in the folder `A` for `a`, `c` | Remove `title`, so that it follows from the service, or write another one under each service.',
    ]);
  });

  it('rejects a Service that several services of a namespace would scrape', () => {
    const text = `${fleet}service: { name: a }\nservices:\n  a:\n  b:\n  c: { namespace: elsewhere }\n`;
    expect(reportsOf(text)).toContainEqual(
      expect.stringContaining('| `service.name` is `a` in the namespace `observer-prod` for `a`, `b` |'),
    );
  });
});

it('lists everything that is missing, and nothing else', () => {
  expect(reportsOf('language: en\n')).toEqual([
    'config/value | `app` is missing | Write `app: my-service`.',
    'config/value | `namespace` is missing | Write `namespace: my-service-prod`.',
    'config/value | `grafana.url` is missing | Write `url: https://grafana.example.com` under `grafana`.',
    'config/value | `runbooks.url` is missing | Write `url: https://github.com/example/my-service/blob/main/docs/runbooks` under `runbooks`.',
  ]);
});

it('reports all mistakes of a file at once, from top to bottom', () => {
  const text = `${SMALLEST}zone: kr\nintervals: { scrape: 1x }\nlabels: { a: 1 }\nlanguage: jp\n`;
  const diagnostics = diagnosticsOf(() => load(text));
  expect(diagnostics.map(({ place, code }) => [place.line, place.definition, code])).toEqual([
    [7, 'zone', 'config/unknown-key'],
    [8, 'intervals.scrape', 'config/value'],
    [9, 'labels.a', 'config/type'],
    [10, 'language', 'config/value'],
  ]);
});
