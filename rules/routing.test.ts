import { isOpenAt, tradingCalendar } from 'krx-calendar';
import { alertRouter } from 'observability-as-code/testing';
import { describe, expect, it } from 'vitest';
import project from '../observability.ts';

const { alerts, receiversOf } = await alertRouter(project);

const HALF_HOUR = 30 * 60_000;
const DAY = 48 * HALF_HOUR;

/** A Tuesday without anything special. */
const IN_SESSION = '2026-11-24T10:00+09:00';
const AT_NIGHT = '2026-11-24T03:00+09:00';

describe('the routes', () => {
  it.each(alerts)('bring $alertname, $severity, to its receiver while the market is open', (alert) => {
    const receiver = { critical: 'pages', none: 'heartbeat' }[alert.severity ?? ''] ?? 'tickets';
    expect(receiversOf(alert, { at: IN_SESSION })).toEqual([receiver]);
  });

  it.each(['ObserverMetricsAbsent', 'ObserverNoDataWritten', 'ObserverWebSocketGaps'])(
    'page nobody for the market at night: %s',
    (alertname) => {
      expect(receiversOf({ alertname }, { at: AT_NIGHT })).toEqual([]);
    },
  );

  it.each(['ObserverTargetDown', 'ObserverDatabaseDown', 'ObserverPVCFull', 'ObserverHighErrorRate'])(
    'page at night for what cannot wait: %s',
    (alertname) => {
      expect(receiversOf({ alertname }, { at: AT_NIGHT })).toEqual(['pages']);
    },
  );

  it('page nobody for the market on a holiday, and not before ten on the day of the college entrance exam', () => {
    const at = (time: string) => receiversOf({ alertname: 'ObserverMetricsAbsent' }, { at: time });
    expect(at('2026-10-05T10:00+09:00')).toEqual([]);
    expect(at('2026-11-19T09:30+09:00')).toEqual([]);
    expect(at('2026-11-19T16:45+09:00')).toEqual(['pages']);
    expect(at('2026-11-20T16:45+09:00')).toEqual([]);
  });

  it('tell that an alert of the session is over for half an hour after it', () => {
    const at = (time: string) => receiversOf({ alertname: 'ObserverMetricsAbsent' }, { at: time });
    expect(at('2026-11-24T15:59+09:00')).toEqual(['pages']);
    expect(at('2026-11-24T16:00+09:00')).toEqual([]);
  });

  it('never silence the heartbeat', () => {
    for (const at of [IN_SESSION, AT_NIGHT, '2026-10-05T10:00+09:00']) {
      expect(receiversOf({ alertname: 'ObserverWatchdog' }, { at, firing: alerts })).toEqual(['heartbeat']);
    }
  });

  it('page whenever the market is open, in every half hour around each holiday, each special day, and of a week', () => {
    const calendar = tradingCalendar();
    const days = [...calendar.closures.keys(), ...calendar.specialDays.keys(), '2026-04-06', '2026-04-09'];
    const starts = days.flatMap((day) =>
      [-1, 0, 1].map((shift) => Date.parse(`${day}T00:00+09:00`) + shift * DAY),
    );
    const instants = starts.flatMap((start) =>
      Array.from({ length: 48 }, (_, step) => start + step * HALF_HOUR),
    );
    const wrong = instants.filter((instant) => {
      const at = new Date(instant).toISOString();
      const isPaged = receiversOf({ alertname: 'ObserverMetricsAbsent' }, { at }).length > 0;
      // Half an hour longer than the session.
      return isPaged !== (isOpenAt(calendar, instant / 1000) || isOpenAt(calendar, instant / 1000 - 1800));
    });
    expect(wrong.map((instant) => new Date(instant).toISOString())).toEqual([]);
  });
});

/** What fires at a fault, the alert that leads first: nothing else is heard of it. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'the observer is killed': ['ObserverTargetDown', 'ObserverMetricsAbsent'],
  'the observer starts again and again': [
    'ObserverTargetDown',
    'ObserverPodCrashLooping',
    'ObserverPodRestarting',
    'ObserverOutOfMemory',
  ],
  'Prometheus does not know of the observer': ['ObserverTargetMissing', 'ObserverMetricsAbsent'],
  'the volume is full': [
    'ObserverPVCFull',
    'ObserverWriteErrors',
    'ObserverNoDataWritten',
    'ObserverWriteLag',
    'ObserverPVCAlmostFull',
    'ObserverPVCFillingUp',
  ],
  'KIS issues no token': [
    'ObserverTokenIssueFailing',
    'ObserverTokenNearExpiry',
    'ObserverWriteLag',
    'ObserverNoDataWritten',
  ],
  'the collection stops': ['ObserverWriteLag', 'ObserverNoDataWritten'],
  'the stream breaks': ['ObserverWebSocketGaps', 'ObserverTradesMissed'],
  'a container is killed for its memory': [
    'ObserverOutOfMemory',
    'ObserverPodRestarting',
    'ObserverMemoryAlmostFull',
  ],
  'the database stops': ['ObserverDatabaseDown'],
  'the exporter of the database stops': ['ObserverDatabaseExporterDown'],
  'answers fail': ['ObserverHighErrorRate', 'ObserverErrorBudgetBurn'],
};

/** Labels that the queries of these alerts keep. */
const KEPT = {
  job: 'observer',
  pod: 'observer-0',
  container: 'observer',
  persistentvolumeclaim: 'observer-data',
};

describe('of one fault one message is heard', () => {
  it.each(Object.entries(FAULTS))('%s', (_fault, names) => {
    const slo = { slo: 'http-availability' };
    const firing = names.map((alertname) => ({
      alertname,
      ...KEPT,
      ...(alertname === 'ObserverErrorBudgetBurn' ? slo : {}),
    }));
    const heard = firing.filter((alert) => receiversOf(alert, { at: IN_SESSION, firing }).length > 0);
    expect(heard.map(({ alertname }) => alertname)).toEqual(names.slice(0, 1));
  });
});
