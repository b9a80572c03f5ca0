import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAlertmanager } from '../../alertmanager/configuration.ts';
import { isIn, type NamedInterval } from '../../alertmanager/time-interval.ts';
import { yamlFile } from '../../base/yaml.ts';
import { standardRouting, type TimeInterval, type TimePeriod, timeInterval } from '../../define/routing.ts';
import { alertmanagerFile } from './alertmanager.ts';
import { inUtc } from './utc.ts';

/** As Alertmanager reads it. */
function read(interval: TimeInterval): NamedInterval {
  const routing = standardRouting({ alerts: { labels: {} } });
  const receivers = ['pages', 'tickets', 'heartbeat', 'nobody'].map((name) => [name, { sendResolved: true }]);
  const file = alertmanagerFile(
    { ...routing, intervals: [interval], inhibitions: [] },
    {
      enabled: true,
      secret: 's',
      secretDirectory: '/s',
      applyConfig: false,
      receivers: Object.fromEntries(receivers),
    },
    'en',
  );
  const [found] = readAlertmanager('alertmanager.yaml', yamlFile(file)).intervals;
  if (found === undefined) throw new Error('it is not there');
  return found;
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const period: fc.Arbitrary<TimePeriod> = fc
  .record(
    {
      times: fc
        .tuple(fc.nat(1438), fc.nat(1439))
        .map(([a, b]) => [{ from: clock(Math.min(a, b)), to: clock(Math.max(a, b) + 1) }]),
      weekdays: fc.constantFrom(['monday:friday'], ['sunday'], ['saturday', 'sunday']),
      date: fc.constantFrom(
        { years: ['2026'], months: ['1'], daysOfMonth: ['1'] },
        { years: ['2026:2027'], months: ['12'], daysOfMonth: ['25', '30:31'] },
        { years: ['2026'], months: ['2:3'], daysOfMonth: ['1:28'] },
      ),
    },
    { requiredKeys: [] },
  )
  .map(({ date, ...others }) => ({ ...others, ...date }));

describe('a time interval in UTC', () => {
  it.each(['Asia/Seoul', 'America/Bogota', 'Asia/Kathmandu', 'UTC'])(
    'holds the same instants as in %s',
    (timeZone) => {
      const instants = Array.from(
        { length: 800 },
        (_, step) => new Date(Date.UTC(2025, 11, 28) + step * 23 * 3_600_000),
      );
      fc.assert(
        fc.property(fc.array(period, { minLength: 1, maxLength: 3 }), (periods) => {
          const own = timeInterval('i', { timeZone, periods });
          const [local, utc] = [read(own), read({ ...own, timeZone: 'UTC', periods: inUtc(own) })];
          expect(instants.filter((at) => isIn(utc, at))).toEqual(instants.filter((at) => isIn(local, at)));
        }),
        { numRuns: 30 },
      );
    },
  );

  it.each([
    ['a zone with summer time', { timeZone: 'Europe/Berlin', periods: [{ weekdays: ['monday'] }] }],
    ['a date of every year', { timeZone: 'Asia/Seoul', periods: [{ months: ['1'], daysOfMonth: ['1'] }] }],
  ])('is refused for %s', (_name, definition) => {
    expect(() => inUtc(timeInterval('office', definition))).toThrow('alertmanager/utc');
  });
});
