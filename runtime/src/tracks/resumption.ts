import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { koreanDate } from 'krx-calendar';
import { asObject, parsedObject, textAt } from '../json.ts';
import type { ContinuityCheck } from '../kis/index.ts';
import { FOLDERS, parseSegmentName } from '../sink/names.ts';

/** How many of the newest files are read: a share that was not traded for so long is not looked for any further. */
const MOST_FILES = 4;

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

/**
 * Tells the check which trade of each share was the last that a former process wrote today, so that what was traded
 * while none ran is found to be missing.
 *
 * @returns how many shares it has found
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
    .sort((a, b) => compare(b.stem, a.stem) || b.number - a.number)
    .slice(0, MOST_FILES);
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
 * By share. What is no whole line of ours is passed over: the sink has put torn lines aside before. Of a file that cannot
 * be read to its end, what was read. A busy segment has 100 MB, which a start must neither hold nor stand still for.
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
    // Without it fewer gaps are known, and everything else is as it was.
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

/** By code unit: names of files have no language. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
