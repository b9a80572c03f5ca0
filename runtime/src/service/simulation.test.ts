import { expect, it, vi } from 'vitest';
import { tradingCalendar } from '../../../calendar/calendar.ts';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { Secrets, silentLog } from '../telemetry/log.ts';
import { startObserver } from './observer.ts';
import { observerSettings } from './settings.ts';
import { startSimulation } from './simulation.ts';

/** A Thursday without anything special, at ten. */
const TEN_O_CLOCK = Date.parse('2026-11-26T10:00:00+09:00');

/** The samples of a scrape once trades are in files, and what the status says of the place. */
async function simulated(directory: string): Promise<string> {
  const simulation = await startSimulation({ speed: 20, startsAt: TEN_O_CLOCK });
  const observer = await startObserver({
    settings: { ...observerSettings({ OBSERVER_DATA_DIR: directory }), port: 0 },
    calendar: tradingCalendar(),
    variables: {},
    version: '0.0.0',
    revision: 'test',
    clock: simulation.clock,
    log: silentLog,
    secrets: new Secrets(),
    simulation,
  });
  try {
    return await vi.waitFor(
      async () => {
        const text = await (await fetch(`${observer.url}/metrics`)).text();
        expect(text).toMatch(/^observer_jsonl_records_written_total\{track="b"\} [1-9]\d\d/m);
        return text;
      },
      { timeout: 20_000, interval: 50 },
    );
  } finally {
    await observer.stop();
    await simulation.simulator.close();
  }
}

it('a second simulation of the same day is a market of its own, whose trades are no repetitions', async () => {
  const directory = await temporaryDirectory();
  for (let round = 0; round < 2; round += 1) {
    const text = await simulated(directory);
    expect(text).toContain('\nobserver_websocket_skipped_records_total{reason="duplicate"} 0\n');
    expect(text).toContain('\nobserver_websocket_missed_volume_total 0\n');
  }
});
