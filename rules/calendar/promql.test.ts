import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { type CalendarOverrides, isOpenAt, type TradingCalendar, tradingCalendar } from 'krx-calendar';
import { INSTANTS, OVERRIDDEN_INSTANTS, OVERRIDES, unixSeconds } from 'krx-calendar/testdata';
import { describe, expect, test } from 'vitest';
import { describeReleases } from '../../tests/support/describe-releases.ts';
import { requireTool } from '../../tests/support/tools.ts';
import { koreanClock, sessionOpenExpression } from './promql.ts';

const calendar = tradingCalendar();
const overridden = tradingCalendar(OVERRIDES);

function errorNodes(expression: string): readonly string[] {
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`${from}-${to}`);
    },
  });
  return errors;
}

/** One expectation of a promtool test: exactly one sample, without labels. */
function expectation(expr: string, value: boolean, evalTime = '0s'): object {
  return { expr, eval_time: evalTime, exp_samples: [{ labels: '{}', value: value ? 1 : 0 }] };
}

/** The answers of a calendar at many instants: each is the value of a series, and the expression reads all at once. */
function answersOf(subject: TradingCalendar, isOpenBy: ReadonlyMap<number, boolean>): object {
  const instants = [...isOpenBy];
  return {
    interval: '1m',
    input_series: instants.map(([instant]) => ({ series: `instant{at="${instant}"}`, values: `${instant}` })),
    promql_expr_test: [
      {
        expr: sessionOpenExpression(subject, koreanClock('INSTANT')).replaceAll('vector(INSTANT', '(instant'),
        eval_time: '0s',
        exp_samples: instants.map(([instant, isOpen]) => ({
          labels: `{at="${instant}"}`,
          value: isOpen ? 1 : 0,
        })),
      },
    ],
  };
}

describe('sessionOpenExpression', () => {
  test.each<[string, CalendarOverrides]>([
    ['the built-in calendar', {}],
    ['a calendar with overrides', OVERRIDES],
    ['a calendar without closures and special days', { years: [2028] }],
  ])('%s parses without an error node', (_name, overrides) => {
    expect(errorNodes(sessionOpenExpression(tradingCalendar(overrides), koreanClock()))).toEqual([]);
  });

  test('a reason is one comment, whatever it contains', () => {
    const withReason = (reason: string) => {
      const subject = tradingCalendar({
        closures: [{ date: '2027-10-05', reason }],
        specialDays: [{ date: '2027-11-18', opens: '10:00', closes: '16:30', reason }],
      });
      return withoutComments(sessionOpenExpression(subject, koreanClock()));
    };
    const harmless = withReason('x');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (reason) => {
        expect(withReason(reason)).toBe(harmless);
      }),
    );
  });

  test('the text is readable: the dates and times of a Korean calendar, one closure a line', () => {
    const small = tradingCalendar({ years: [2028], closures: [{ date: '2028-10-03', reason: '개천절' }] });
    const clock = { date: 'date', time: 'time', weekday: 'weekday' };
    expect(sessionOpenExpression(small, clock)).toBe(
      [
        'sgn(',
        '  (',
        '    date',
        '      != 20281003 # 개천절',
        '    and',
        '    weekday >= 1 <= 5',
        '    and',
        '    time >= 900 < 1530',
        '  )',
        ')',
        'or date * 0',
      ].join('\n'),
    );
  });
});

await describeReleases(['promtool'], (release) => {
  test('answers as isOpenAt does, with one sample at every instant', {
    timeout: 120_000,
  }, async () => {
    const promtool = await requireTool('promtool', { release });
    const random = fc.sample(
      fc.integer({
        min: unixSeconds('2026-01-01T00:00:00+09:00'),
        max: unixSeconds('2028-12-31T23:59:59+09:00'),
      }),
      { numRuns: 100, seed: 20_261_119 },
    );
    const rule = { record: 'krx:session_open:bool', expr: sessionOpenExpression(calendar, koreanClock()) };
    const folder = await mkdtemp(join(tmpdir(), 'calendar-'));
    try {
      await writeFile(
        join(folder, 'calendar.rules.yaml'),
        dump({ groups: [{ name: 'calendar', rules: [rule] }] }),
      );
      await writeFile(
        join(folder, 'calendar.test.yaml'),
        dump(
          {
            rule_files: ['calendar.rules.yaml'],
            // As often as the recorded series is asked for.
            evaluation_interval: '6h29m',
            tests: [
              ...(
                [
                  [calendar, INSTANTS],
                  [overridden, OVERRIDDEN_INSTANTS],
                ] as const
              ).map(([subject, known]) =>
                answersOf(
                  subject,
                  new Map([
                    ...random.map((instant) => [instant, isOpenAt(subject, instant)] as const),
                    ...known.map(({ at, isOpen }) => [unixSeconds(at), isOpen] as const),
                  ]),
                ),
              ),
              {
                // The clock itself: promtool begins at 1970-01-01T00:00Z, Thursday 09:00 in Korea.
                interval: '1m',
                promql_expr_test: [
                  expectation(rule.expr, true, '0s'),
                  expectation(rule.expr, true, '6h29m'),
                  expectation(rule.expr, false, '6h30m'),
                  expectation(rule.expr, false, '23h59m'),
                  expectation(rule.expr, true, '24h'),
                  expectation(rule.expr, false, '48h'),
                  {
                    ...expectation('krx:session_open:bool', true, '6h29m'),
                    exp_samples: [{ labels: 'krx:session_open:bool', value: 1 }],
                  },
                ],
              },
            ],
          },
          { noRefs: true },
        ),
      );
      const run = spawnSync(promtool, ['test', 'rules', 'calendar.test.yaml'], {
        cwd: folder,
        encoding: 'utf8',
      });
      // promtool repeats the whole expression for every difference; the first ones are enough.
      expect(`${run.stdout}${run.stderr}`.slice(0, 10_000)).toContain('SUCCESS');
      expect(run.status).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function withoutComments(expression: string): string {
  return expression
    .split(/[\r\n]/)
    .map((line) => line.replace(/#.*$/s, ''))
    .join('\n');
}
