import type { AlertCases, Duration } from 'observability-as-code';
import {
  constant,
  type ExampleTarget,
  exampleTargets,
  firesAt,
  following,
  type GivenSeries,
  given,
  histogramOf,
  increasing,
  inParts,
  quietAt,
  scenario,
} from 'observability-as-code/testing';
import { databaseQueryDuration, databaseRows } from '../metrics/observer.ts';
import type { RuleContext } from './context.ts';

type QueryLabels = ExampleTarget & { readonly operation: 'insert' | 'select' | 'migrate' };

/** Seconds; within the last bucket that has an end. */
const SLOWEST = 9;

export function databaseCases({ config, thresholds }: RuleContext) {
  const [target, otherTarget] = exampleTargets(config);
  const inserts: QueryLabels = { ...target, operation: 'insert' };
  const enough = thresholds.databaseMinimumQueries;
  /** Queries a minute, of which the alert has enough at once. */
  const plenty = enough * 4;
  const slow = thresholds.databaseLatencySeconds * 2;
  const labels = { operation: 'insert' };

  /** Queries that take so long. Some are counted until the given time only. */
  const queries = (
    of: QueryLabels,
    perMinute: number,
    seconds = slow,
    until: Duration = '40m',
  ): readonly GivenSeries[] => [
    given(databaseQueryDuration.count, of, increasing(perMinute, until), increasing(0, '40m')),
    ...histogramOf(databaseQueryDuration, of, [{ value: seconds, length: '40m' }], perMinute),
  ];

  return {
    queriesSlow: {
      boundaryTests: {
        given: (phases) => [
          following(databaseQueryDuration.count, inserts, phases, (_, length) => increasing(plenty, length)),
          ...histogramOf(databaseQueryDuration, inserts, phases, plenty),
        ],
        holdsAfter: '1m',
        normalValue: 0.01,
        extremeValue: SLOWEST,
        labels,
        otherInstance: { operation: 'select' },
      },
      scenarios: [
        scenario('inserts are slow, but too few to judge, and the many selects are fast', {
          given: [
            ...queries(inserts, (enough / 5) * 0.95),
            ...queries({ ...inserts, operation: 'select' }, plenty, 0.01),
          ],
          expect: [quietAt('35m')],
        }),
        scenario('inserts are slow, those of two pods are just enough to judge, and one of them restarts', {
          given: inParts(queries(inserts, (enough / 5) * 1.05), otherTarget).map((one, index) =>
            index === 0 ? withRestart(one) : one,
          ),
          expect: [firesAt('35m', { labels })],
        }),
        scenario('inserts were slow, and too few of them are left in the window', {
          given: queries(inserts, (enough / 2.5) * 1.05, slow, '20m'),
          expect: [firesAt('20m', { labels }), quietAt('23m')],
        }),
        scenario('one pod of two is slow, and makes one insert in ten', {
          given: [
            ...queries(inserts, plenty * 0.9, 0.01),
            ...queries({ ...inserts, ...otherTarget }, plenty * 0.1, SLOWEST),
          ],
          expect: [firesAt('35m', { labels })],
        }),
        scenario('migrations are slow, as they may be', {
          given: queries({ ...inserts, operation: 'migrate' }, plenty, SLOWEST),
          expect: [quietAt('35m')],
        }),
      ],
    },
    rowsLeftOut: {
      boundaryTests: {
        given: (phases) => [
          following(databaseRows, { ...target, result: 'left_out' }, phases, (perWindow, length) =>
            increasing(perWindow / 15, length),
          ),
        ],
        holdsAfter: '15m',
        endsAfter: '0m',
        firing: 1.02,
        quiet: 0.98,
        normalValue: 0,
        splitSeries: (series) => inParts(series, { ...otherTarget, result: 'refused' }),
      },
      scenarios: [
        scenario('records are inserted, some of them twice', {
          given: [
            given(databaseRows, { ...target, result: 'inserted' }, increasing(100, '30m')),
            given(databaseRows, { ...target, result: 'duplicate' }, increasing(10, '30m')),
          ],
          expect: [quietAt('25m')],
        }),
        scenario('the observer restarts, and leaves out records again', {
          given: [
            given(databaseRows, { ...target, result: 'left_out' }, constant(9, '40m'), constant(1, '30m')),
          ],
          expect: [quietAt('39m'), firesAt('50m', { labels: {} })],
        }),
      ],
    },
  } satisfies Readonly<Record<string, AlertCases>>;
}

/** The counter begins again two minutes before the scenarios above look. */
function withRestart(one: GivenSeries): GivenSeries {
  const [first] = one.segments;
  if (first?.kind !== 'increasing') return one;
  const { perMinute } = first;
  return { ...one, segments: [increasing(perMinute, '33m'), increasing(perMinute, '7m', perMinute)] };
}
