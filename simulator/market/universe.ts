import type { Random } from '../random.ts';
import { roundedPrice } from './tick-size.ts';

/** A share before any trading. */
export interface Listing {
  readonly code: string;
  /** Market and sector, as quote answers name them. */
  readonly market: 'KOSPI' | 'KOSDAQ';
  readonly sector: string;
  /** Close of the day before the simulation, in won. */
  readonly close: number;
  readonly listedShares: number;
}

/**
 * Codes of large companies with prices of their order of magnitude, the most traded first. These are not
 * quotes.
 */
const WELL_KNOWN: readonly (readonly [code: string, close: number, millionShares: number])[] = [
  ['005930', 73_100, 5_970],
  ['000660', 182_500, 728],
  ['373220', 395_000, 234],
  ['051910', 312_000, 71],
  ['068270', 178_400, 217],
  ['035720', 41_250, 444],
  ['035420', 189_600, 158],
  ['005380', 243_500, 209],
  ['000270', 101_300, 398],
  ['034020', 21_150, 641],
  ['012450', 318_000, 46],
  ['005490', 352_500, 84],
  ['105560', 84_700, 393],
  ['055550', 55_200, 503],
  ['006400', 331_000, 69],
  ['011200', 17_820, 737],
  ['207940', 962_000, 71],
  ['009540', 196_700, 71],
  ['066570', 98_400, 164],
  ['003670', 226_500, 78],
  ['012330', 231_000, 93],
  ['028260', 147_300, 180],
  ['086790', 62_100, 287],
  ['015760', 21_400, 642],
  ['017670', 56_300, 215],
  ['009150', 138_900, 75],
  ['096770', 112_600, 96],
  ['032830', 94_500, 200],
  ['316140', 15_640, 743],
  ['024110', 14_210, 797],
  ['033780', 108_200, 126],
  ['003550', 79_800, 157],
  ['034730', 158_300, 73],
  ['030200', 41_950, 252],
  ['018260', 149_700, 77],
  ['010130', 512_000, 21],
  ['010950', 64_300, 113],
  ['259960', 298_500, 48],
  ['323410', 22_750, 477],
  ['047050', 54_600, 176],
  ['090430', 131_200, 58],
  ['051900', 336_500, 16],
  ['011070', 214_000, 24],
  ['402340', 88_700, 137],
];

const SECTORS = ['전기·전자', '화학', '금융', '운송장비·부품', '의료·정밀기기', 'IT 서비스'] as const;

export const LARGEST_UNIVERSE = 2_500;

/** The requested number of shares: well-known ones first, then made-up ones. */
export function universe(size: number, random: Random): readonly Listing[] {
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_UNIVERSE) {
    throw new RangeError(`A universe has 1 to ${LARGEST_UNIVERSE} symbols, not ${size}`);
  }
  const listings = WELL_KNOWN.slice(0, size).map(
    ([code, close, millionShares], index): Listing => ({
      code,
      market: 'KOSPI',
      sector: sectorOf(index),
      close: roundedPrice(close),
      listedShares: millionShares * 1_000_000,
    }),
  );
  const taken = new Set(WELL_KNOWN.map(([code]) => code));
  for (let number = 20; listings.length < size; number += random.integer(1, 15) * 10) {
    const code = String(number).padStart(6, '0');
    if (taken.has(code)) continue;
    listings.push({
      code,
      market: listings.length % 3 === 0 ? 'KOSPI' : 'KOSDAQ',
      sector: sectorOf(listings.length),
      // Most shares are cheap: the logarithm of the price is distributed evenly.
      close: roundedPrice(1_000 * 300 ** random.fraction()),
      listedShares: random.integer(5, 120) * 1_000_000,
    });
  }
  return listings;
}

function sectorOf(index: number): string {
  return SECTORS[index % SECTORS.length] ?? SECTORS[0];
}
