import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarketRecord, Track } from '../record.ts';
import { quote, trade } from '../testing/records.ts';
import { RecordQueue } from './queue.ts';

describe('the queue', () => {
  it('keeps the order of each track and never exceeds its limit, whatever happens', () => {
    type Step = { readonly push: Track } | { readonly take: number } | { readonly settle: true };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ push: fc.constantFrom<Track>('a', 'b') }),
      fc.record({ take: fc.integer({ min: 1, max: 5 }) }),
      fc.constant({ settle: true } as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (steps, limit) => {
        const queue = new RecordQueue(limit);
        const [accepted, taken]: Record<Track, string[]>[] = [
          { a: [], b: [] },
          { a: [], b: [] },
        ];
        const inFlight: MarketRecord[] = [];
        for (const [index, done] of steps.entries()) {
          if ('push' in done) {
            const make = done.push === 'a' ? quote : trade;
            if (queue.push(make(String(index)))) accepted?.[done.push].push(String(index));
          } else if ('take' in done) {
            const { track, records } = queue.take(done.take);
            taken?.[track].push(...records.map(({ symbol }) => symbol));
            inFlight.push(...records);
          } else {
            const position = queue.position();
            for (const { track } of inFlight.splice(0)) queue.settle(track, 1);
            expect(queue.hasSettled(position)).toBe(queue.waiting === 0);
          }
          expect(queue.size).toBe(queue.waiting + inFlight.length);
          expect(queue.size).toBeLessThanOrEqual(limit);
        }
        for (const record of queue.clear()) taken?.[record.track].push(record.symbol);
        expect(taken).toEqual(accepted);
        expect(queue).toMatchObject({ size: inFlight.length, waiting: 0 });
      }),
    );
  });
});
