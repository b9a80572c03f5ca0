import { describe, expect, it } from 'vitest';
import { loadConfiguration } from './load.ts';
import {
  DECLARATION,
  diagnosticsOf,
  expectRendered,
  type Mistake,
  render,
  SMALLEST,
} from './test-configuration.ts';

describe('settings that contradict each other', () => {
  it.each<Mistake & { readonly mistake: string }>([
    {
      mistake: 'a timeout longer than the interval',
      written: 'intervals:\n  scrapeTimeout: 1m\n',
      rendered: [
        'config/value 8:18',
        '  scrapeTimeout: 1m',
        '                 ^^',
        '`intervals.scrapeTimeout` is 1m, longer than `intervals.scrape`, which is 30s',
        'Write `scrapeTimeout: 30s` or less, or a longer `scrape`.',
      ],
    },
    {
      mistake: 'an interval shorter than the default timeout',
      written: 'intervals:\n  scrape: 5s\n',
      rendered: [
        'config/value 8:11',
        '  scrape: 5s',
        '          ^^',
        '`intervals.scrapeTimeout` is 10s, longer than `intervals.scrape`, which is 5s',
        'Write `scrapeTimeout: 5s` or less, or a longer `scrape`.',
      ],
    },
    {
      mistake: 'an interval that an environment makes too short',
      written: 'intervals: { scrapeTimeout: 20s }\nenvironments:\n  prod: { intervals: { scrape: 15s } }\n',
      rendered: [
        'config/value 9:32',
        '  prod: { intervals: { scrape: 15s } }',
        '                               ^^^',
        '`intervals.scrapeTimeout` is 20s, longer than `intervals.scrape`, which is 15s',
        'Write `scrapeTimeout: 15s` or less, or a longer `scrape`.',
      ],
    },
    {
      mistake: 'an operator without its labels',
      written: 'operator:\n  profile: custom\n  ruleLabels: {}\n',
      rendered: [
        'config/value 7:1',
        'operator:',
        '^^^^^^^^',
        '`operator.monitorLabels` is missing',
        'Write `monitorLabels: {"prometheus":"main"}` under `operator`.',
      ],
    },
    {
      mistake: 'an extension without what it requires',
      written: 'calendar: { closed: [] }\n',
      rendered: [
        'config/value 7:1',
        'calendar: { closed: [] }',
        '^^^^^^^^',
        '`calendar.exchange` is missing',
        'Write `exchange: KRX` under `calendar`.',
      ],
    },
  ])('$mistake is refused', expectRendered);

  it('names the default that is too long', () => {
    const app = 'a-service-with-a-name-that-is-rather-long';
    expect(render(SMALLEST.replace('app: observer', `app: ${app}`)).split('\n')).toEqual([
      'config/value 1:6',
      `app: ${app}`,
      `     ${'^'.repeat(app.length)}`,
      `The default of \`grafana.uid\` is \`${app}-prod\`, which has 46 characters, and 40 are allowed`,
      'Write a shorter `uid` under `grafana` of this environment, or a shorter `app`.',
    ]);
  });

  it('lists everything that is missing, and nothing else', () => {
    expect(render('language: en\n').split('\n')).toEqual([
      'config/value',
      '`app` is missing',
      'Write `app: my-service`.',
      '',
      'config/value',
      '`namespace` is missing',
      'Write `namespace: my-service-prod`.',
      '',
      'config/value',
      '`grafana.url` is missing',
      'Write `url: https://grafana.example.com` under `grafana`.',
      '',
      'config/value',
      '`runbooks.url` is missing',
      'Write `url: https://github.com/example/my-service/blob/main/docs/runbooks` under `runbooks`.',
    ]);
  });
});

describe('a block of the project', () => {
  it.each<Mistake & { readonly mistake: string }>([
    {
      mistake: 'with a day that does not exist',
      written: 'calendar:\n  exchange: KRX\n  closed:\n    - 2026-02-28\n    - 2026-02-29\n',
      rendered: [
        'config/value 11:7',
        '    - 2026-02-29',
        '      ^^^^^^^^^^',
        '`calendar.closed[1]` must be a date, such as `2026-01-02`; `"2026-02-29"` is not in the calendar',
        'Write a date, such as `2026-01-02`.',
      ],
    },
    {
      mistake: 'with items that lack something or are written otherwise',
      written: 'calendar:\n  early:\n    - {}\n    - { closes: 4 pm }\n',
      rendered: [
        'config/value 9:7',
        '    - {}',
        '      ^^',
        '`calendar.early[0].closes` is missing',
        'Write `closes` under `calendar.early[0]`.',
        '',
        'config/value 10:17',
        '    - { closes: 4 pm }',
        '                ^^^^',
        '`calendar.early[1].closes` must match pattern "^\\d\\d:\\d\\d$", but is "4 pm"',
        'Write what belongs here: Hour and minute.',
      ],
    },
    {
      mistake: 'with a value of none of its forms',
      written: 'calendar: { exchange: KRX, open: 9 }\n',
      rendered: [
        'config/value 7:34',
        'calendar: { exchange: KRX, open: 9 }',
        '                                 ^',
        '`calendar.open` has none of the forms that it may have',
        'Write a value such as `open: true`.',
      ],
    },
  ])('is refused $mistake', expectRendered);
});

describe('an environment', () => {
  const environments = 'environments:\n  prod:\n  staging:\n';

  it('is rejected if it does not exist, and the message suggests the closest one', () => {
    expect(render(SMALLEST + environments, 'stagin').split('\n')).toEqual([
      'config/unknown-environment 7:1',
      'environments:',
      '^^^^^^^^^^^^',
      'There is no environment `stagin`',
      'Did you mean `staging`? Known are `prod`, `staging`.',
    ]);
  });

  it('is only `prod` by default', () => {
    expect(render(SMALLEST, 'development').split('\n')).toEqual([
      'config/unknown-environment',
      'There is no environment `development`',
      'Use one of `prod`, or add `development` under `environments`.',
    ]);
  });

  it('must exist if it is the default', () => {
    expect(render(`${SMALLEST + environments}defaultEnvironment: test\n`).split('\n')).toEqual([
      'config/unknown-environment 10:21',
      'defaultEnvironment: test',
      '                    ^^^^',
      'There is no environment `test`',
      'Use one of `prod`, `staging`, or add `test` under `environments`.',
    ]);
  });
});

describe('a fleet', () => {
  const fleet = SMALLEST.replace('app: observer\n', '');

  it('cannot be combined with a single service', () => {
    expect(render(`${SMALLEST}services: { a: }\n`).split('\n')).toEqual([
      'config/value 1:1',
      'app: observer',
      '^^^',
      '`app` has no effect together with `services`',
      'Remove it; if it is a separate service, add it as a key of `services`.',
    ]);
  });

  it('has the environments of the file', () => {
    const text = `${fleet}services:\n  a: { environments: { prodd: } }\n`;
    expect(render(text).split('\n').slice(0, 4)).toEqual([
      'config/unknown-environment 7:24',
      '  a: { environments: { prodd: } }',
      '                       ^^^^^',
      'There is no environment `prodd`',
    ]);
  });

  it('does not share a dashboard', () => {
    const text = `${fleet}services:\n  a:\n  b: { grafana: { uid: a-prod } }\n  c: { grafana: { title: A Production Monitoring, folder: A } }\n`;
    expect(render(text).split('\n')).toEqual([
      'config/value 8:24',
      '  b: { grafana: { uid: a-prod } }',
      '                       ^^^^^^',
      '`grafana.uid` is `a-prod` for `a`, `b`',
      'Remove `uid`, so that it follows from the service, or write another one under each service.',
      '',
      'config/value 9:26',
      '  c: { grafana: { title: A Production Monitoring, folder: A } }',
      '                         ^^^^^^^^^^^^^^^^^^^^^^^',
      '`grafana.title` is `A Production Monitoring` in the folder `A` for `a`, `c`',
      'Remove `title`, so that it follows from the service, or write another one under each service.',
    ]);
  });

  it('rejects a Service that several services of a namespace would scrape', () => {
    const text = `${fleet}service: { name: a }\nservices:\n  a:\n  b:\n  c: { namespace: elsewhere }\n`;
    expect(render(text)).toContain('`service.name` is `a` in the namespace');
    expect(render(text)).toContain('for `a`, `b`\nRemove `name`, so that it follows from the service');
  });
});

it('reports all mistakes of a file at once, from top to bottom', () => {
  const text = `${SMALLEST}zone: kr\nintervals: { scrape: 1x }\nlabels: { a: 1 }\nlanguage: jp\n`;
  const diagnostics = diagnosticsOf(() =>
    loadConfiguration({ file: 'x.yaml', text, declaration: DECLARATION }),
  );
  expect(diagnostics.map(({ place, code }) => [place.line, place.definition, code])).toEqual([
    [7, 'zone', 'config/unknown-key'],
    [8, 'intervals.scrape', 'config/value'],
    [9, 'labels.a', 'config/type'],
    [10, 'language', 'config/value'],
  ]);
});
