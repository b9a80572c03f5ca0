import { mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { koreanDate, sessionsOn, tradingCalendar } from 'krx-calendar';
import { NAMESPACE } from 'test-support/observer-pod';
import { type Fault, platform, RESTART } from './fault.ts';

const DAY = 86_400_000;
/** Without a token each answer of `/ready` waits for a check. */
const SLOW_READINESS = ['ObserverHighLatency', 'ObserverErrorBudgetBurn'];

/** What the observer collects, and where it keeps it. */
export const DATA_FAULTS: readonly Fault[] = [
  {
    key: 'token-folder-lost',
    installation: 'token',
    sequence: 'token',
    title: 'there is a file where the token is kept, and the next one cannot be',
    alerts: ['ObserverTokenStoreDegraded'],
    consequences: [
      'ObserverTokenIssueFailing',
      'ObserverTokenNearExpiry',
      'ObserverKisRequestsFailing',
      'ObserverWriteLag',
      ...SLOW_READINESS,
    ],
    isQuick: false,
    start: async ({ observer, simulator }) => {
      const folder = observer.tokenDirectory;
      await rename(folder, `${folder}.away`);
      await writeFile(folder, '');
      simulator.start({ kind: 'expire-tokens' });
      return async () => {
        await rm(folder);
        await rename(`${folder}.away`, folder);
      };
    },
  },
  {
    key: 'token-refused',
    installation: 'token',
    sequence: 'token',
    title: 'KIS refuses the token, and issues no other',
    alerts: ['ObserverTokenIssueFailing', 'ObserverTokenNearExpiry'],
    consequences: ['ObserverKisRequestsFailing', 'ObserverWriteLag', ...SLOW_READINESS],
    isQuick: false,
    start: ({ simulator }) => {
      const fault = simulator.start({ kind: 'bad-gateway', path: '/oauth2/tokenP' });
      simulator.start({ kind: 'expire-tokens' });
      return () => fault.stop();
    },
  },
  {
    key: 'kis-fails',
    installation: 'main',
    sequence: 'service',
    title: 'KIS answers 502 to most requests',
    alerts: ['ObserverKisRequestsFailing'],
    consequences: ['ObserverWriteLag'],
    isQuick: false,
    start: ({ simulator }) => {
      const fault = simulator.start({ kind: 'bad-gateway', path: '/uapi/' });
      return () => fault.stop();
    },
  },
  {
    key: 'stream-interrupted',
    installation: 'main',
    sequence: 'service',
    title: 'the stream breaks off again and again, and trades go by',
    alerts: ['ObserverWebSocketGaps', 'ObserverTradesMissed'],
    consequences: ['ObserverKisRequestsFailing', 'ObserverWriteLag'],
    isQuick: false,
    start: ({ simulator }) => {
      const timer = setInterval(() => simulator.start({ kind: 'cut-connections' }), 1500);
      return () => clearInterval(timer);
    },
  },
  {
    key: 'calendar-differs',
    installation: 'main',
    sequence: 'service',
    title: 'the market is closed in the rules and open in the observer',
    alerts: ['ObserverMarketCalendarDisagrees'],
    isQuick: false,
    start: async (stack) => {
      await stack.setSessionOpen(false);
      return () => stack.setSessionOpen(true);
    },
  },
  {
    key: 'disk-full',
    installation: 'disk',
    sequence: 'disk',
    title: 'nothing can be written, as the disk is full',
    alerts: [
      'ObserverWriteErrors',
      'ObserverWriteLag',
      'ObserverWriteQueueSlow',
      'ObserverHighErrorRate',
      'ObserverNoDataWritten',
    ],
    consequences: ['ObserverErrorBudgetBurn'],
    isQuick: false,
    // Files are completed once a minute, and two and a half without one are looked at.
    patience: 300_000,
    needsMount: true,
    start: async ({ observer }) => {
      if (!observer.hasSmallDisk)
        throw new Error('This disk is not only for the observer, and is not filled');
      const ballast = path.join(observer.dataDirectory, 'ballast');
      const { bavail, bsize } = await statfs(observer.dataDirectory);
      await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch((error: unknown) => {
        // The observer has taken some of it meanwhile: the disk is full all the same.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      });
      return () => rm(ballast);
    },
  },
  {
    key: 'records-refused',
    installation: 'disk',
    sequence: 'refused',
    title: 'a full queue refuses records (played: it takes 64 MiB of them)',
    alerts: ['ObserverRecordsRefused'],
    isQuick: false,
    start: platform([
      '/observer',
      'observer_jsonl_records_refused_total',
      { namespace: NAMESPACE, job: 'observer', pod: 'observer-7c9d8b6f5-q8w4z', track: 'b' },
      (seconds) => Math.floor(1 + 5 * seconds),
    ]),
  },
  {
    key: 'calendar-outdated',
    installation: 'restarts',
    sequence: 'restarts',
    title: 'the calendar of the observer has a holiday that KIS has not',
    alerts: ['ObserverCalendarOutdated'],
    consequences: RESTART,
    isQuick: false,
    start: async ({ observer, directory, calendarFile }) => {
      const file = path.join(directory, 'outdated-calendar.json');
      const closures = [{ date: nextTradingDay(), reason: 'not announced' }];
      const calendar: object = JSON.parse(await readFile(calendarFile, 'utf8'));
      await writeFile(file, JSON.stringify({ ...calendar, closures }));
      return observer.change({ OBSERVER_CALENDAR_FILE: file });
    },
  },
  {
    key: 'backup-impossible',
    installation: 'restarts',
    sequence: 'restarts',
    title: 'no archive has ever been made, and none can be',
    alerts: ['ObserverBackupTooOld'],
    consequences: RESTART,
    isQuick: false,
    start: async ({ observer, directory }) =>
      observer.change({ OBSERVER_ARCHIVE_DIR: await brokenArchive(directory, 'empty-archive') }),
  },
  {
    key: 'backup-fails',
    installation: 'restarts',
    sequence: 'restarts',
    title: 'the last archive is two days old, and no other can be made',
    alerts: ['ObserverBackupTooOld'],
    consequences: RESTART,
    isQuick: false,
    start: async ({ observer, directory }) => {
      const folder = await brokenArchive(directory, 'old-archive');
      await writeFile(path.join(folder, 'last-success'), new Date(Date.now() - 2 * DAY).toISOString());
      return observer.change({ OBSERVER_ARCHIVE_DIR: folder });
    },
  },
];

/** A folder in which the archiver cannot do its work. */
async function brokenArchive(directory: string, name: string): Promise<string> {
  const folder = path.join(directory, name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, '.archiver'), 'where its folder should be');
  return folder;
}

/** After the days that are special in a stack. */
function nextTradingDay(): string {
  const calendar = tradingCalendar();
  let at = Date.now() + 2 * DAY;
  while (sessionsOn(calendar, koreanDate(at / 1000)).length === 0) at += DAY;
  return koreanDate(at / 1000);
}
