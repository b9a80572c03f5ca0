import { describe, expect, it } from 'vitest';
import { bench } from '../testing/setup.ts';

describe('a quote', () => {
  it('is what the market is at', async () => {
    const { client, simulator } = await bench({ market: { tradesPerSecond: 100 } });
    simulator.clock.advance(60_000);
    await simulator.settled();
    const own = client();
    const answer = await own.inquirePrice('005930');
    expect(answer).toMatchObject({ symbol: '005930', volume: simulator.trades.get('005930')?.notSentVolume });
  });
});
