import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { archiveMetrics } from './metrics.ts';
import { bench, EVENING } from './testing/setup.ts';

describe('the metrics of an archiver', () => {
  it('are 0 before anything has happened', async () => {
    const instruments = new Instruments();
    archiveMetrics(instruments, false);
    expect(await samplesOf(instruments)).toEqual([
      'observer_backup_configured 0',
      'observer_backup_archive_size_bytes 0',
      'observer_backup_last_success_timestamp_seconds 0',
      'observer_backup_failures_total 0',
    ]);
  });

  it('report the newest archive, the last success and failures', async () => {
    const instruments = new Instruments();
    const { start, put, source } = await bench();
    await put('scalp/20261125_09.0900.jsonl', '{"n":1}\n');
    const observer = archiveMetrics(instruments, true);
    await start({ observer }).runNow();
    const [configured, size = '', success, failures] = await samplesOf(instruments);
    expect(Number(size.split(' ')[1])).toBeGreaterThan(20);
    expect([configured, success, failures]).toEqual([
      'observer_backup_configured 1',
      `observer_backup_last_success_timestamp_seconds ${EVENING / 1000}`,
      'observer_backup_failures_total 0',
    ]);
    // There is a file where the archives should go.
    await put('file', '');
    await start({ observer, target: join(source, 'file') }).runNow();
    expect((await samplesOf(instruments))[3]).toBe('observer_backup_failures_total 1');
  });
});
