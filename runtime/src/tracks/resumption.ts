import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { koreanDate } from '../../../calendar/dates.ts';
import { asObject, parsedObject, textAt } from '../json.ts';
import type { ContinuityCheck } from '../kis/index.ts';
import { FOLDERS, parsePartName } from '../sink/names.ts';

/** How many of the newest files are read: a share that was not traded for so long is not looked for any further. */
const MOST_FILES = 4;

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
  const parts = (await readdir(folder).catch(() => []))
    .map((name) => parsePartName('b', name))
    .filter((part) => part?.original.startsWith(today))
    .flatMap((part) => (part === undefined ? [] : [part]))
    .sort((a, b) => compare(b.stem, a.stem) || b.number - a.number)
    .slice(0, MOST_FILES);
  const known = new Set<string>();
  for (const { name } of parts) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    for (const [symbol, trade] of lastTrades(text)) {
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

/** By share. What is no whole line of ours is passed over: the sink has put torn lines aside before. */
function lastTrades(text: string): ReadonlyMap<string, LastTrade> {
  const trades = new Map<string, LastTrade>();
  for (const line of text.split('\n')) {
    const value = parsedObject(line);
    if (value === undefined) continue;
    const symbol = textAt(value, 'symbol');
    const at = Date.parse(textAt(value, 'execution_time') ?? '');
    const accumulatedVolume = asObject(value.volume)?.accumulated;
    if (symbol === undefined || Number.isNaN(at) || typeof accumulatedVolume !== 'number') continue;
    trades.set(symbol, { at, accumulatedVolume });
  }
  return trades;
}

/** By code unit: names of files have no language. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
