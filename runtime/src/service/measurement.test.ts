import { MarketHours, tradingCalendar } from 'krx-calendar';
import { contract } from 'observer-metrics';
import { observer } from 'observer-metrics/observer';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { type Measurement, startMeasurement } from './measurement.ts';

let measurement: Measurement | undefined;
afterEach(() => measurement?.close());

function started(at: string): Measurement {
  measurement = startMeasurement({
    version: '1.2.3',
    revision: 'abc1234',
    hours: new MarketHours(tradingCalendar()),
    clock: new TestClock(Date.parse(`${at}+09:00`)),
    log: silentLog,
  });
  return measurement;
}

describe('what the service measures', () => {
  it('is compared with the contract, and metrics without an instrument are named', () => {
    const { assertComplete } = started('2026-11-26T10:00');
    expect(assertComplete).toThrow(/observer_jsonl_records_written_total/);
    expect(assertComplete).not.toThrow(/process_cpu_seconds_total/);
  });

  it('is complete once everything in the contract has an instrument', () => {
    const { instruments, assertComplete } = started('2026-11-26T10:00');
    for (const metric of contract) {
      if (metric.exporter.key !== observer.exporter.key || metric.name === 'up') continue;
      if (metric.type === 'counter') instruments.counters(metric);
      else if (metric.type === 'gauge') instruments.gauges(metric);
      else instruments.histograms(metric);
    }
    expect(assertComplete).not.toThrow();
  });

  it.each([
    ['2026-11-26T10:00', 1],
    ['2026-11-26T20:00', 0],
    ['2026-11-28T10:00', 0],
  ])('tells whether the market is open: at %s %d', async (at, open) => {
    const { text } = await started(at).scrape();
    expect(text).toContain(`\nobserver_market_open ${open}\n`);
    expect(text).toContain('\nobserver_build_info{version="1.2.3",revision="abc1234"} 1\n');
  });
});
