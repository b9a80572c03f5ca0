import { clockDigits, type TradingCalendar } from 'krx-calendar';
import { Random } from '../random.ts';
import { bookRecord } from './book-record.ts';
import { plainFrame } from './frame.ts';
import { Intensity } from './intensity.ts';
import { TradeLedger } from './ledger.ts';
import { CLOSING_AUCTION_MINUTES, type Phase, type PhaseKind, phaseAt } from './phases.ts';
import { Share, type TradeSide } from './share.ts';
import { expectedRecord, type RecordContext, tradeRecord } from './trade-record.ts';
import { universe } from './universe.ts';

export interface MarketOptions {
  /** Number of symbols, 40 by default, at most 2,500. The first ones are the most traded. */
  readonly symbols?: number;
  /**
   * Average number of trades per simulated second of continuous trading, of all symbols together. 20 by
   * default.
   */
  readonly tradesPerSecond?: number;
  /** Makes every second alike: no busier opening, no bursts. For measurements; false by default. */
  readonly isSteady?: boolean;
  /** Whether auctions send expected prices (HOUR_CLS_CODE A and B). True by default. */
  readonly hasExpectedPrices?: boolean;
  /**
   * Length of the closing auction, in which nothing trades, without the random seconds at its end. 10 by
   * default.
   */
  readonly closingAuctionMinutes?: number;
  /** Extra fields after the 46 of each record, as the gateway may add. 0 by default. */
  readonly trailingFields?: number;
}

/** Receives the frames. */
export interface FrameSink {
  /** Whether a working session is subscribed. */
  wants(transactionId: string, code: string): boolean;
  send(transactionId: string, code: string, frame: string, records: number): void;
}

/** The market advances in steps of this many milliseconds, at any speed, so the speed does not change it. */
export const STEP = 100;

/** Slots of the wheel from which symbols are drawn by weight. */
const WHEEL = 16_384;

const MOST_RECORDS = 40;

const CODES: Readonly<Record<PhaseKind, Pick<RecordContext, 'marketState' | 'hourClass'>>> = {
  'opening-auction': { marketState: '10', hourClass: 'B' },
  continuous: { marketState: '20', hourClass: '0' },
  'closing-auction': { marketState: '21', hourClass: 'A' },
  closed: { marketState: '30', hourClass: '0' },
};

/** Shares that trade by a calendar. The same seed and start give the same trades, whoever listens. */
export class Market {
  readonly ledger = new TradeLedger();
  readonly shares: readonly Share[];
  expectedPricesSent = 0;
  readonly #byCode: ReadonlyMap<string, Share>;
  readonly #wheel: readonly Share[];
  readonly #random: Random;
  readonly #intensity: Intensity;
  readonly #options: Required<MarketOptions>;
  readonly #trailing: string;
  readonly #calendar: TradingCalendar;
  readonly #sink: FrameSink;
  #position: number;
  #phase: Phase;
  #owed = 0;

  constructor(
    seed: number,
    startsAt: number,
    calendar: TradingCalendar,
    sink: FrameSink,
    options: MarketOptions,
  ) {
    this.#random = new Random(seed);
    this.#calendar = calendar;
    this.#sink = sink;
    this.#options = {
      symbols: 40,
      tradesPerSecond: 20,
      isSteady: false,
      hasExpectedPrices: true,
      trailingFields: 0,
      closingAuctionMinutes: CLOSING_AUCTION_MINUTES,
      ...options,
    };
    this.#trailing = '^0'.repeat(this.#options.trailingFields);
    this.#intensity = new Intensity(new Random(seed + 1), this.#options.isSteady);
    this.shares = universe(this.#options.symbols, this.#random).map(
      (listing) => new Share(listing, this.#random),
    );
    this.#byCode = new Map(this.shares.map((share) => [share.code, share]));
    this.#wheel = wheelOf(this.shares);
    this.#position = Math.floor(startsAt / STEP) * STEP;
    this.#phase = this.#phaseNow();
  }

  /** The instant up to which everything has happened. */
  get position(): number {
    return this.#position;
  }

  get phase(): Phase {
    return this.#phase;
  }

  share(code: string): Share | undefined {
    return this.#byCode.get(code);
  }

  /** The context of a record now. */
  get context(): RecordContext {
    const time = clockDigits(this.#position);
    const { kind, date } = this.#phase;
    return { date, time, ...CODES[kind] };
  }

  /** Executes everything up to an instant, or until `isEnough`. @returns whether it got there */
  advanceTo(instant: number, isEnough: () => boolean = () => false): boolean {
    while (this.#position + STEP <= instant) {
      if (isEnough()) return false;
      const { kind, until } = this.#phase;
      // Nothing happens while it is closed, so nights and holidays take no time.
      if (kind === 'closed') this.#position = Math.min(until, Math.floor(instant / STEP) * STEP);
      else this.#step();
      if (this.#position >= until) this.#enterNextPhase();
    }
    return true;
  }

  #step(): void {
    const { kind } = this.#phase;
    const intensity = this.#intensity.at(this.#position, this.#phase);
    const isAuction = kind !== 'continuous';
    this.#owed += (this.#options.tradesPerSecond * intensity * STEP) / 1000;
    const context = this.context;
    while (this.#owed >= 1) {
      const share = this.#draw();
      const count = this.#drawCount();
      this.#owed -= count;
      // An auction is quieter: a tenth of the records, and no trades.
      if (!isAuction) this.#tradeRun(share, count, context);
      else if (this.#random.isTrue(0.1)) this.#expectation(share, context);
    }
    this.#position += STEP;
  }

  /** Trades of one share at one moment, sent in one frame. */
  #tradeRun(share: Share, count: number, context: RecordContext): void {
    const isSent = this.#sink.wants('H0STCNT0', share.code);
    let payload = '';
    for (let index = 0; index < count; index += 1) {
      share.trade(this.#random, context.time);
      this.ledger.enter(share, context.date, isSent);
      if (isSent) payload += `${index === 0 ? '' : '^'}${tradeRecord(share, context)}${this.#trailing}`;
    }
    if (isSent) this.#sink.send('H0STCNT0', share.code, plainFrame('H0STCNT0', count, payload), count);
    this.#sendBook(share, context);
  }

  #expectation(share: Share, context: RecordContext): void {
    share.expect(this.#random);
    const volume = this.#random.integer(1, 500) * 100;
    if (!this.#options.hasExpectedPrices) return;
    if (this.#sink.wants('H0STCNT0', share.code)) {
      const record = expectedRecord(share, volume, context) + this.#trailing;
      this.#sink.send('H0STCNT0', share.code, plainFrame('H0STCNT0', 1, record), 1);
      this.expectedPricesSent += 1;
    }
    this.#sendBook(share, context);
  }

  #sendBook(share: Share, context: RecordContext): void {
    if (!this.#sink.wants('H0STASP0', share.code)) return;
    this.#sink.send('H0STASP0', share.code, plainFrame('H0STASP0', 1, bookRecord(share, context)), 1);
  }

  #phaseNow(): Phase {
    return phaseAt(this.#calendar, this.#position, this.#options.closingAuctionMinutes);
  }

  #enterNextPhase(): void {
    const ended = this.#phase;
    this.#phase = this.#phaseNow();
    this.#owed = 0;
    if (this.#phase.kind === 'opening-auction') for (const share of this.shares) share.beginDay();
    if (ended.kind === 'opening-auction') this.#crossAll('3', { ...this.context, marketState: '20' });
    if (ended.kind === 'closing-auction') this.#crossAll('1', { ...this.context, marketState: '21' });
  }

  /** The trades that end an auction: one per share, at one price. */
  #crossAll(side: TradeSide, context: RecordContext): void {
    for (const share of this.shares) {
      share.cross(this.#random, context.time, side);
      const isSent = this.#sink.wants('H0STCNT0', share.code);
      this.ledger.enter(share, context.date, isSent);
      if (!isSent) continue;
      const record = tradeRecord(share, context) + this.#trailing;
      this.#sink.send('H0STCNT0', share.code, plainFrame('H0STCNT0', 1, record), 1);
    }
  }

  #draw(): Share {
    const share = this.#wheel[this.#random.integer(0, WHEEL - 1)];
    if (share === undefined) throw new RangeError('The market has no shares');
    return share;
  }

  /** Number of records in a frame: mostly one, in bursts many. */
  #drawCount(): number {
    const count =
      1 + Math.floor(-Math.log(1 - this.#random.fraction()) * (this.#intensity.isBurst ? 4 : 0.9));
    return Math.min(MOST_RECORDS, count);
  }
}

/**
 * Shares by weight: as on the real exchange, a few trade much more than the rest. Each has at least one slot.
 */
function wheelOf(shares: readonly Share[]): readonly Share[] {
  const weights = shares.map((_, rank) => 1 / (rank + 8));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const free = WHEEL - shares.length;
  const wheel = shares.flatMap((share, rank) => {
    const further = Math.floor(((weights[rank] ?? 0) / sum) * free);
    return new Array<Share>(1 + further).fill(share);
  });
  const [first] = shares;
  while (first !== undefined && wheel.length < WHEEL) wheel.push(first);
  return wheel;
}
