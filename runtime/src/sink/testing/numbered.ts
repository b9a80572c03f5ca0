import type { MarketRecord, Track } from '../../record.ts';
import { quote, trade } from '../../testing/records.ts';

/** A record with any line, because a sink ignores the value. */
export function recordOf(track: Track, at: number, line: string): MarketRecord {
  return track === 'a' ? { ...quote('005930'), at, line } : { ...trade('005930'), at, line };
}

/** A record that contains its own number. */
export function numberedAs(number: number, at: number, track: Track): MarketRecord {
  return recordOf(track, at, JSON.stringify({ number }));
}
