import type { Clock } from '../../clock.ts';
import type { TradeRecord } from '../../record.ts';
import type { Log } from '../../telemetry/log.ts';
import type { KisObserver } from '../metrics.ts';
import type { Cipher } from './cipher.ts';
import type { ContinuityCheck, GapCause, VolumeGap } from './continuity.ts';
import { Fields } from './fields.ts';
import { type Frame, type FrameProblem, isNoticeFeed, isTradeFeed, parseFrame, widthOf } from './frame.ts';
import { TradeReader } from './trade.ts';

/** How much of a frame is logged. */
const LONGEST_EXCERPT = 200;

/** Gaps of any symbols within this time are one interruption, because one disturbance affects many symbols. */
const ONE_INTERRUPTION = 10_000;

/** A broken feed has thousands of unreadable records. The log gets one line for the first in this time. */
const ONE_LINE = 10_000;

export interface Malformed {
  readonly problem: FrameProblem;
  /** The exchange's name of the field, if it is one field. */
  readonly field?: string;
  /** The beginning of the frame; only the head of a notice, which belongs to the customer. */
  readonly excerpt: string;
}

/** Receives what a stream brings. */
export interface StreamHandlers {
  /** The trades of a frame, in order, each once. Returning false pauses the socket until `resume`. */
  onRecords(records: readonly TradeRecord[]): boolean | undefined;
  /** Records of other feeds: order books, notices. */
  onFields?(transactionId: string, records: readonly (readonly string[])[]): void;
  /** Reports missing trades. */
  onGap?(gap: VolumeGap, cause: GapCause): void;
  onMalformed?(malformed: Malformed): void;
}

export interface FeedOptions {
  readonly handlers: StreamHandlers;
  readonly continuity: ContinuityCheck;
  readonly observer: KisObserver;
  readonly log: Log;
  /** Separates interruptions. */
  readonly connectionClock: Clock;
}

/** Parses frames, with every record of each. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #fields = new Fields();
  readonly #trades = new TradeReader();
  #lastInterruption = Number.NEGATIVE_INFINITY;
  #lastLine = Number.NEGATIVE_INFINITY;
  #unreadable = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /**
   * @param receivedAt milliseconds since 1970
   * @param cipherOf the cipher of a feed, from the answer to its registration
   * @returns false if the consumer cannot take more
   */
  take(text: string, receivedAt: number, cipherOf: (transactionId: string) => Cipher | undefined): boolean {
    this.#options.observer.frame();
    const frame = parseFrame(text);
    if (frame === undefined) return this.#refuse('no-frame', text);
    const { transactionId, count } = frame;
    const fewest = widthOf(transactionId);
    if (fewest === undefined) return this.#refuse('unknown-transaction', text);
    const payload = this.#plain(frame, cipherOf);
    if (payload === undefined)
      return this.#refuse(frame.isEncrypted ? 'not-decrypted' : 'not-encrypted', text);
    this.#fields.load(payload);
    const width = this.#fields.widthOf(count, fewest);
    if (width === undefined) return this.#refuse('wrong-count', text);
    if (isTradeFeed(transactionId)) return this.#takeTrades(text, count, width, receivedAt);
    const { onFields } = this.#options.handlers;
    if (onFields !== undefined) {
      const records = Array.from({ length: count }, (_, index) => this.#fields.record(index, width));
      onFields.call(this.#options.handlers, transactionId, records);
    }
    return true;
  }

  #plain({ isEncrypted, transactionId, payload }: Frame, cipherOf: (id: string) => Cipher | undefined) {
    if (isEncrypted) return cipherOf(transactionId)?.decrypt(payload);
    // The transport is not encrypted, so anybody in between could have written an unencrypted notice.
    return isNoticeFeed(transactionId) ? undefined : payload;
  }

  #takeTrades(text: string, count: number, width: number, receivedAt: number): boolean {
    const { observer, handlers } = this.#options;
    const records: TradeRecord[] = [];
    for (let index = 0; index < count; index += 1) {
      const read = this.#trades.read(this.#fields, index * width, receivedAt);
      if ('line' in read) {
        if (this.#isNew(read)) records.push(read);
        continue;
      }
      if (read.reason === 'malformed') this.#refuse('bad-field', text, read.field);
      else observer.skipped(read.reason);
    }
    if (records.length === 0) return true;
    observer.records(records.length);
    return handlers.onRecords(records) !== false;
  }

  #isNew({ symbol, at, value }: TradeRecord): boolean {
    const { continuity, observer } = this.#options;
    const { trade: volume, accumulated: accumulatedVolume } = value.volume;
    const found = continuity.check({ symbol, at, volume, accumulatedVolume });
    if (found.kind === 'duplicate') observer.skipped('duplicate');
    if (found.kind === 'gap') this.#report(found.gap, found.cause);
    return found.kind !== 'duplicate';
  }

  #report(gap: VolumeGap, cause: GapCause): void {
    const { observer, handlers, log } = this.#options;
    observer.missed(gap.volume);
    if (cause !== 'interruption') this.#noteInterruption();
    const { symbol, volume, from, to } = gap;
    log.warn('Trades are missing', { symbol, volume, cause, from: from.at, to: to.at });
    handlers.onGap?.(gap, cause);
  }

  /** A lost connection was counted when it was lost. Other losses are counted when they are detected. */
  #noteInterruption(): void {
    const now = this.#options.connectionClock.monotonic();
    if (now - this.#lastInterruption < ONE_INTERRUPTION) return;
    this.#lastInterruption = now;
    this.#options.observer.interrupted();
  }

  #refuse(problem: FrameProblem, text: string, field?: string): true {
    const { observer, handlers, log } = this.#options;
    observer.skipped('malformed');
    const isPrivate = isNoticeFeed(text.slice(2, text.indexOf('|', 2)));
    const excerpt = text
      .slice(0, isPrivate ? text.lastIndexOf('|') + 1 : LONGEST_EXCERPT)
      .slice(0, LONGEST_EXCERPT);
    const malformed: Malformed = { problem, ...(field === undefined ? {} : { field }), excerpt };
    this.#unreadable += 1;
    const now = this.#options.connectionClock.monotonic();
    if (now - this.#lastLine >= ONE_LINE) {
      log.warn('A record of the stream is unreadable', { ...malformed, sinceLastLine: this.#unreadable });
      this.#lastLine = now;
      this.#unreadable = 0;
    }
    handlers.onMalformed?.(malformed);
    return true;
  }
}
