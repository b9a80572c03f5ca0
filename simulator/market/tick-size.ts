/** Tick sizes of the Korea Exchange since 25 January 2023: below `below` won, `tick` won. [official, KRX] */
const STEPS = [
  { below: 2_000, tick: 1 },
  { below: 5_000, tick: 5 },
  { below: 20_000, tick: 10 },
  { below: 50_000, tick: 50 },
  { below: 200_000, tick: 100 },
  { below: 500_000, tick: 500 },
] as const;

const LARGEST_TICK = 1_000;

/** How far prices may move within a day from the base price. [official, KRX] */
const DAILY_LIMIT = 0.3;

export function tickSizeAt(price: number): number {
  for (const { below, tick } of STEPS) if (price < below) return tick;
  return LARGEST_TICK;
}

/** The next valid price above. */
export function stepUp(price: number): number {
  return price + tickSizeAt(price);
}

/** The next valid price below. */
export function stepDown(price: number): number {
  return price - tickSizeAt(price - 1);
}

/** The highest and lowest price of a day: 30 % from the base, rounded towards it by the tick size. */
export function dailyLimits(basePrice: number): { readonly highest: number; readonly lowest: number } {
  const high = basePrice * (1 + DAILY_LIMIT);
  const low = basePrice * (1 - DAILY_LIMIT);
  return {
    highest: Math.floor(high / tickSizeAt(high)) * tickSizeAt(high),
    lowest: Math.ceil(low / tickSizeAt(low)) * tickSizeAt(low),
  };
}

/** A valid price near the given one. */
export function roundedPrice(price: number): number {
  const tick = tickSizeAt(price);
  return Math.max(tick, Math.round(price / tick) * tick);
}
