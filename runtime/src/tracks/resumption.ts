import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { koreanDate } from 'krx-calendar';
import { asObject, parsedObject, textAt } from '../json.ts';
import type { ContinuityCheck } from '../kis/index.ts';
import { byTime, FOLDERS, parseSegmentName } from '../sink/names.ts';

/** How many of the newest files are read. A share that was not traded for that long is not looked for. */
const MOST_FILES = 4;

/** Bytes per read. */
const CHUNK = 256 * 1024;

/**
 * Tells the check each share's last trade that an earlier process wrote today, so that volume traded in
 * between is detected as missing.
 *
 * @returns how many shares it found
 */
export async function resumeContinuity(
  directory: string,
  continuity: ContinuityCheck,
  now: number,
): Promise<number> {
  const folder = join(directory, FOLDERS.b);
  const today = koreanDate(now / 1000).replaceAll('-', '');
  const segments = (await readdir(folder).catch(() => []))
    .flatMap((name) => parseSegmentName('b', name) ?? [])
    .filter((segment) => segment.original.startsWith(today))
    .sort(byTime)
    .slice(-MOST_FILES)
    .reverse();
  const known = new Set<string>();
  for (const { name } of segments) {
    for (const [symbol, trade] of await lastTrades(join(folder, name))) {
      if (known.has(symbol)) continue;
      known.add(symbol);
      continuity.seed({ symbol, ...trade });
    }
  }
  return known.size;
}

interface LastTrade {
  readonly at: number;
  readonly accumulatedVolume: number;
}

/**
 * The last trades by share. Skips everything that is not a complete line of ours: the sink has put torn lines
 * aside before. If the file is unreadable at some point, returns what was read. A busy segment has 100 MB,
 * which must neither fill the memory nor block the start.
 */
async function lastTrades(file: string): Promise<ReadonlyMap<string, LastTrade>> {
  const trades = new Map<string, LastTrade>();
  try {
    let rest = '';
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK })) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) note(line, trades);
    }
    note(rest, trades);
  } catch {
    // Without it fewer gaps are known, and everything else works.
  }
  return trades;
}

function note(line: string, trades: Map<string, LastTrade>): void {
  const value = parsedObject(line);
  if (value === undefined) return;
  const symbol = textAt(value, 'symbol');
  const at = Date.parse(textAt(value, 'execution_time') ?? '');
  const accumulatedVolume = asObject(value.volume)?.accumulated;
  if (symbol === undefined || Number.isNaN(at) || typeof accumulatedVolume !== 'number') return;
  trades.set(symbol, { at, accumulatedVolume });
}
