import type { MarketHours } from 'krx-calendar';
import { emitted } from 'observer-metrics/emitted';
import { buildInfo, collectorFailures, marketOpen, refusedSamples } from 'observer-metrics/observer';
import type { Clock } from '../clock.ts';
import { atMostEvery } from '../telemetry/at-most-every.ts';
import { Instruments } from '../telemetry/instruments.ts';
import type { Log } from '../telemetry/log.ts';
import { processMetrics } from '../telemetry/process-metrics.ts';
import { type Scrape, scraping } from '../telemetry/scrape.ts';

export interface MeasurementOptions {
  readonly version: string;
  readonly revision: string;
  readonly hours: MarketHours;
  /** The rules' clock: Prometheus knows no simulated time, and compares the market with its own calendar. */
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export interface Measurement {
  readonly instruments: Instruments;
  readonly scrape: Scrape;
  /**
   * Checks that every metric of the contract has an instrument. Otherwise a panel would show "no data", and
   * an alert would never fire.
   *
   * @throws Error with the names of missing metrics
   */
  assertComplete(): void;
  close(): void;
}

/** Between two log lines about one collector; the metric counts every failure. */
const LOG_INTERVAL_MS = 60_000;

/** The service's instruments, and measurements of the process and the market. */
export function startMeasurement({ version, revision, hours, clock, log }: MeasurementOptions): Measurement {
  const instruments = new Instruments((metric) => {
    refused.increase();
    log.error('An instrument rejected a value', { metric });
  });
  const refused = instruments.counter(refusedSamples);
  const failures = instruments.counter(collectorFailures);
  const open = instruments.gauge(marketOpen);
  instruments.gauge(buildInfo, { version, revision }).set(1);
  const own = processMetrics(instruments);
  const market = {
    name: 'market',
    collect: () => open.set(hours.isOpenAt(clock.now()) ? 1 : 0),
  };
  const logged = new Map<string, () => boolean>();
  const scrape = scraping({
    instruments,
    collectors: [...own.collectors, market],
    onFailure: (collector, reason) => {
      failures.increase();
      const isDue = logged.get(collector) ?? atMostEvery(LOG_INTERVAL_MS);
      logged.set(collector, isDue);
      if (isDue()) log.warn('A measurement failed', { collector, reason });
    },
  });
  return {
    instruments,
    scrape,
    assertComplete: () => {
      const missing = instruments.missing(emitted);
      if (missing.length === 0) return;
      throw new Error(`The contract declares metrics without an instrument: ${missing.join(', ')}`);
    },
    close: own.close,
  };
}
