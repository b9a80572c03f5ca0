import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MarketHours, tradingCalendar } from 'krx-calendar';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { startSimulatedObserver } from './testing/simulated-observer.ts';

/** The samples of a scrape once trades are in files, and what the status says about the place. */
async function simulated(directory: string): Promise<string> {
  const observer = await startSimulatedObserver({ directory, speed: 20 });
  try {
    const scrape = async () => (await fetch(`${observer.url}/metrics`)).text();
    await expect.poll(scrape).toMatch(/^observer_jsonl_records_written_total\{track="b"\} [1-9]\d\d/m);
    return await scrape();
  } finally {
    await observer.stop();
  }
}

it('a second simulation of the same day is a market of its own, whose trades are not duplicates', async () => {
  const directory = await temporaryDirectory();
  for (let round = 0; round < 2; round += 1) {
    const text = await simulated(directory);
    expect(text).toContain('\nobserver_websocket_skipped_records_total{reason="duplicate"} 0\n');
    expect(text).toContain('\nobserver_websocket_missed_volume_total 0\n');
  }
});

it('keeps its account and its token across a restart, below the simulated data', async () => {
  const directory = await temporaryDirectory();
  const messages: string[] = [];
  const log = { ...silentLog, info: (message: string) => messages.push(message) };
  for (const issued of [1, 0]) {
    messages.length = 0;
    const observer = await startSimulatedObserver({ directory, speed: 1, log });
    const expected = issued === 1 ? 'Token cached successfully' : 'Using cached token';
    await expect.poll(() => messages.join('\n')).toContain(expected);
    await expect.poll(() => observer.simulator.journal.rest.succeeded).toBeGreaterThan(0);
    expect(observer.simulator.journal.tokens.issued).toBe(issued);
    expect(observer.simulator.journal.rest.tokensRejected).toBe(0);
    await observer.stop();
  }
  const kept = await readdir(join(directory, 'simulated', 'cache'));
  expect(kept.filter((name) => name.endsWith('.token.json'))).toHaveLength(1);
});

it('reports whether the market is open by the clock of Prometheus, whose rules know no simulated time', async () => {
  const hours = new MarketHours(tradingCalendar());
  for (const time of ['10:00', '20:00']) {
    const startsAt = Date.parse(`2026-11-26T${time}:00+09:00`);
    const observer = await startSimulatedObserver({
      directory: await temporaryDirectory(),
      speed: 1,
      startsAt,
    });
    const text = await (await fetch(`${observer.url}/metrics`)).text();
    expect(text).toContain(`\nobserver_market_open ${hours.isOpenAt(Date.now()) ? 1 : 0}\n`);
    expect(text).toContain('\nobserver_calendar_differs 0\n');
    await observer.stop();
  }
});
