import { describe, expect, it } from 'vitest';
import { bench, tallyOf, until } from '../testing/setup.ts';

describe('a stream', () => {
  it('hands on every trade that was sent, each once and in order', async () => {
    const { simulator, stream, observer } = await bench({
      market: { tradesPerSecond: 200, trailingFields: 2 },
    });
    const { stream: own, records, gaps } = stream();
    await until(() => own.state().registered.length === 5);
    for (let minute = 0; minute < 5; minute += 1) {
      simulator.clock.advance(60_000);
      await simulator.settled();
    }
    const symbols = simulator.symbols.slice(0, 5);
    const sent = () => symbols.reduce((sum, symbol) => sum + (simulator.trades.get(symbol)?.sent ?? 0), 0);
    await until(() => records.length >= sent(), 'that everything arrives');
    expect(sent()).toBeGreaterThan(1000);
    for (const symbol of symbols)
      expect(tallyOf(records, symbol)).toEqual(sentOf(simulator.trades.get(symbol)));
    expect(gaps).toEqual([]);
    expect(observer).toMatchObject({
      recordCount: records.length,
      interruptions: 0,
      missedVolume: 0,
      skips: {},
    });
    expect(observer.frames).toBe(simulator.journal.websocket.frames);
  });
});

function sentOf(tally: { readonly sent: number; readonly checksum: number } | undefined) {
  return { sent: tally?.sent, checksum: tally?.checksum };
}
