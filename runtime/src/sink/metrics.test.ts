import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { sinkMetrics } from './metrics.ts';
import { bench, numbered, OPENING } from './testing/setup.ts';

describe('the metrics of a sink', () => {
  it('exist before anything has happened, with the process start as the last write', async () => {
    const instruments = new Instruments();
    sinkMetrics(instruments, OPENING);
    const start = OPENING / 1000;
    expect([...(await samplesOf(instruments))].sort()).toEqual([
      'observer_jsonl_bytes_written_total{track="a"} 0',
      'observer_jsonl_bytes_written_total{track="b"} 0',
      'observer_jsonl_files_written_total{track="a"} 0',
      'observer_jsonl_files_written_total{track="b"} 0',
      'observer_jsonl_files{track="a"} 0',
      'observer_jsonl_files{track="b"} 0',
      `observer_jsonl_last_write_timestamp_seconds{track="a"} ${start}`,
      `observer_jsonl_last_write_timestamp_seconds{track="b"} ${start}`,
      'observer_jsonl_queue_age_seconds 0',
      'observer_jsonl_queue_bytes 0',
      'observer_jsonl_queue_records 0',
      'observer_jsonl_records_refused_total{track="a"} 0',
      'observer_jsonl_records_refused_total{track="b"} 0',
      'observer_jsonl_records_written_total{track="a"} 0',
      'observer_jsonl_records_written_total{track="b"} 0',
      'observer_jsonl_torn_lines_total{track="a"} 0',
      'observer_jsonl_torn_lines_total{track="b"} 0',
      'observer_jsonl_write_errors_total{track="a",reason="no_space"} 0',
      'observer_jsonl_write_errors_total{track="a",reason="other"} 0',
      'observer_jsonl_write_errors_total{track="a",reason="read_only"} 0',
      'observer_jsonl_write_errors_total{track="b",reason="no_space"} 0',
      'observer_jsonl_write_errors_total{track="b",reason="other"} 0',
      'observer_jsonl_write_errors_total{track="b",reason="read_only"} 0',
    ]);
  });

  it('count what the sink did', async () => {
    const instruments = new Instruments();
    const { open, clock } = await bench();
    const sink = await open({
      observer: sinkMetrics(instruments, OPENING),
      limits: { maximumBytes: 40, highWaterBytes: 40 },
    });
    for (const number of [1, 2, 3]) sink.append(numbered(number));
    expect(() => sink.append(numbered(4))).toThrow();
    clock.pass(40);
    await sink.flush();
    sink.append(numbered(5));
    clock.pass(10);
    expect(await samplesOf(instruments)).toEqual(
      expect.arrayContaining(['observer_jsonl_queue_records 1', 'observer_jsonl_queue_bytes 13']),
    );
    await sink.close();
    expect(await samplesOf(instruments)).toEqual(
      expect.arrayContaining([
        'observer_jsonl_records_written_total{track="b"} 4',
        'observer_jsonl_bytes_written_total{track="b"} 52',
        'observer_jsonl_files_written_total{track="b"} 1',
        'observer_jsonl_files{track="b"} 1',
        'observer_jsonl_records_refused_total{track="b"} 1',
        `observer_jsonl_last_write_timestamp_seconds{track="b"} ${clock.now() / 1000}`,
        `observer_jsonl_last_write_timestamp_seconds{track="a"} ${OPENING / 1000}`,
        'observer_jsonl_queue_records 0',
      ]),
    );
  });
});
