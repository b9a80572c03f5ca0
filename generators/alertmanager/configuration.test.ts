import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/diagnostic.ts';
import { readAlertmanager } from './configuration.ts';
import { simulate } from './simulate.ts';

const problemsOf = (content: string) => {
  try {
    readAlertmanager('alertmanager.yml', content);
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ place, message }) => `${place.line}: ${message}`);
  }
};

const withRoute = (route: string) => `receivers: [{ name: a }]\nroute: { receiver: a, routes: [${route}] }\n`;
const withPeriod = (period: string) =>
  `receivers: [{ name: a }]\nroute: { receiver: a }\ntime_intervals: [{ name: i, time_intervals: [${period}] }]\n`;

describe('an Alertmanager configuration', () => {
  it.each([
    ['a key written twice', 'a: 1\na: 2\n', '2: this is not YAML: Map keys must be unique'],
    ['nothing', '', '1: there is no `route`'],
    ['a list', '- 1\n', '1: there is no `route`'],
    ['a receiver that does not exist', withRoute('{ receiver: b }'), '2: there is no receiver `b`'],
    [
      'an interval that does not exist',
      withRoute('{ mute_time_intervals: [night] }'),
      '2: there is no time interval `night`',
    ],
    [
      'a matcher that cannot be read',
      withRoute('{ matchers: ["severity"] }'),
      '2: `severity` is no matcher such as severity="critical"',
    ],
    [
      'an open quote',
      withRoute(`{ matchers: ['a="b'] }`),
      '2: `"b` has a double quote that is neither escaped nor closed',
    ],
    [
      'a pattern that is none',
      withRoute('{ match_re: { a: "(" } }'),
      '2: `(` is no regular expression, or one that cannot be tried here',
    ],
    ['a pattern that is empty', withRoute('{ match_re: { a: } }'), '2: `match_re` has no pattern for `a`'],
    [
      'a time over midnight',
      withPeriod(`{ times: [{ start_time: '22:00', end_time: '06:00' }] }`),
      '3: `times` does not fit into `times`',
    ],
    [
      'a weekday that does not exist',
      withPeriod('{ weekdays: [mon] }'),
      '3: `mon` does not fit into `weekdays`',
    ],
    [
      'a week that ends before it begins',
      withPeriod("{ weekdays: ['saturday:sunday'] }"),
      '3: `saturday:sunday` does not fit into `weekdays`',
    ],
    ['day 0', withPeriod("{ days_of_month: ['0'] }"), '3: `0` does not fit into `days_of_month`'],
    [
      'a time zone that does not exist',
      withPeriod('{ location: Asia/Soul }'),
      '3: `Asia/Soul` is not a time zone',
    ],
    [
      'a route in itself',
      'receivers: [{ name: a }]\nroute: &a { receiver: a, routes: [*a, *a] }\n',
      '2: a route contains itself',
    ],
    [
      'a time zone in small letters',
      withPeriod('{ location: asia/seoul }'),
      '3: `asia/seoul` is not a time zone',
    ],
    ['an offset', withPeriod("{ location: '+09:00' }"), '3: `+09:00` is not a time zone'],
    [
      'intervals at the top',
      'receivers: [{ name: a }]\nroute: { receiver: a, active_time_intervals: [] , matchers: [a=b] }\n',
      '2: the route at the top has matchers',
    ],
  ])('is refused for %s, by its line', (_mistake, content, problem) => {
    expect(problemsOf(content)).toContain(problem);
  });

  it('may have anchors, merge keys and every form of matchers', () => {
    const model = readAlertmanager(
      'alertmanager.yml',
      `receivers: [{ name: a, slack_configs: [{ channel: x }] }, { name: b }]
defaults: &defaults { group_by: [alertname], group_wait: 5s }
route:
  <<: *defaults
  receiver: a
  routes:
    - <<: *defaults
      receiver: b
      match: { severity: critical }
      match_re: { team: x|y }
      matchers: ['{a="b",c!="d"}']
`,
    );
    const alert = { alertname: 'A', severity: 'critical', team: 'y', a: 'b' };
    expect(simulate(model, alert, { at: new Date(0) })).toMatchObject([
      { receiver: 'b', group: { alertname: 'A' }, integrations: [], isSent: false },
    ]);
    expect(simulate(model, { ...alert, team: 'z' }, { at: new Date(0) })).toMatchObject([
      { receiver: 'a', integrations: ['slack'], isSent: true },
    ]);
  });

  it('is either read or rejected with a diagnostic, whatever it is', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 3 }),
      map: fc.dictionary(
        fc.constantFrom(
          'route',
          'routes',
          'receiver',
          'receivers',
          'name',
          'matchers',
          'match',
          'time_intervals',
          'times',
          'inhibit_rules',
          'equal',
          'group_by',
          '__proto__',
        ),
        tie('any'),
        { maxKeys: 4 },
      ),
    })).map;
    fc.assert(fc.property(value, (document) => Array.isArray(problemsOf(JSON.stringify(document)))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(problemsOf(text))));
  });
});
