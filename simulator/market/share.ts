import type { Random } from '../random.ts';
import { dailyLimits, roundedPrice, stepDown, stepUp } from './tick-size.ts';
import type { Listing } from './universe.ts';

/** Who initiated a trade, as in CCLD_DVSN: a buyer, a seller, or nobody before trading. [official] */
export type TradeSide = '1' | '5' | '3';

/** Probability that a trade has another price than the last one. */
const MOBILITY = 0.35;

/** How strongly the price is pulled back to the base, which keeps it within the daily limits. */
const PULL = 4;

/**
 * A share and its day so far, which each trade changes. Fields are plain and mutable, because there are
 * twenty thousand trades a second.
 */
export class Share {
  readonly code: string;
  readonly listing: Listing;
  /** The base of the day: the previous day's official close. */
  basePrice: number;
  highest: number;
  lowest: number;
  price: number;
  open = 0;
  high = 0;
  low = 0;
  openedAt = '';
  highAt = '';
  lowAt = '';
  previousVolume: number;
  accumulatedVolume = 0;
  accumulatedValue = 0;
  tradeVolume = 0;
  side: TradeSide = '1';
  sellCount = 0;
  buyCount = 0;
  sellVolume = 0;
  buyVolume = 0;
  askVolume = 0;
  bidVolume = 0;

  constructor(listing: Listing, random: Random) {
    this.listing = listing;
    this.code = listing.code;
    this.basePrice = listing.close;
    this.price = listing.close;
    this.previousVolume = Math.round(listing.listedShares * (0.002 + 0.01 * random.fraction()));
    const { highest, lowest } = dailyLimits(this.basePrice);
    this.highest = highest;
    this.lowest = lowest;
    this.askVolume = random.integer(10, 50_000);
    this.bidVolume = random.integer(10, 50_000);
  }

  /** Starts a new day, based on the last price. */
  beginDay(): void {
    if (this.accumulatedVolume > 0) this.previousVolume = this.accumulatedVolume;
    this.basePrice = this.price;
    const { highest, lowest } = dailyLimits(this.basePrice);
    this.highest = highest;
    this.lowest = lowest;
    this.open = 0;
    this.high = 0;
    this.low = 0;
    this.openedAt = '';
    this.highAt = '';
    this.lowAt = '';
    this.accumulatedVolume = 0;
    this.accumulatedValue = 0;
    this.tradeVolume = 0;
    this.sellCount = 0;
    this.buyCount = 0;
    this.sellVolume = 0;
    this.buyVolume = 0;
  }

  get ask(): number {
    return this.side === '5' ? stepUp(this.price) : this.price;
  }

  get bid(): number {
    return this.side === '5' ? this.price : stepDown(this.price);
  }

  /** A trade in continuous trading at `time` (`HHMMSS`). */
  trade(random: Random, time: string): void {
    if (random.isTrue(MOBILITY)) this.#move(random);
    const isBuy = random.isTrue(0.5);
    // Few trades are large: most are of one to ten shares.
    this.#book(time, Math.min(100_000, Math.ceil(0.9 / (random.fraction() + 0.0002))), isBuy ? '1' : '5');
    this.askVolume = 1 + ((this.askVolume * 31 + this.tradeVolume * 17) % 49_999);
    this.bidVolume = 1 + ((this.bidVolume * 37 + this.tradeVolume * 13) % 49_999);
  }

  /** The one trade that ends an auction. */
  cross(random: Random, time: string, side: TradeSide): void {
    this.expect(random);
    this.#book(time, random.integer(1, 50) * 100, side);
  }

  /** A step of the expected auction price, without a trade. */
  expect(random: Random): void {
    for (let step = random.integer(0, 3); step > 0; step -= 1) this.#move(random);
  }

  #move(random: Random): void {
    const distance = (this.price - this.basePrice) / this.basePrice;
    const isUp = random.isTrue(0.5 - distance * PULL * 0.5);
    const moved = roundedPrice(isUp ? stepUp(this.price) : stepDown(this.price));
    if (moved <= this.highest && moved >= this.lowest) this.price = moved;
  }

  #book(time: string, volume: number, side: TradeSide): void {
    const { price } = this;
    if (this.open === 0) {
      this.open = price;
      this.openedAt = time;
    }
    if (price > this.high) {
      this.high = price;
      this.highAt = time;
    }
    if (this.low === 0 || price < this.low) {
      this.low = price;
      this.lowAt = time;
    }
    this.side = side;
    this.tradeVolume = volume;
    this.accumulatedVolume += volume;
    this.accumulatedValue += volume * price;
    if (side === '5') {
      this.sellCount += 1;
      this.sellVolume += volume;
    } else {
      this.buyCount += 1;
      this.buyVolume += volume;
    }
  }
}
