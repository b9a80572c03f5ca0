import { temporaryDirectory } from 'test-support/temporary-directory';
import { expect, it, vi } from 'vitest';
import { startSimulatedObserver } from './testing/simulated-observer.ts';

/** The samples of a scrape once trades are in files, and what the status says of the place. */
async function simulated(directory: string): Promise<string> {
  const observer = await startSimulatedObserver({ directory, speed: 20 });
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
