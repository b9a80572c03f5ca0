import type { MarketHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import type { ContinuityCheck, Stream, StreamHandlers, StreamState } from '../kis/index.ts';
import { inEveryWindow } from '../market/windows.ts';
import type { Recorder } from './recorder.ts';

export interface TradesOptions {
  /** Opens the stream, which is closed when the window ends. */
  readonly open: (handlers: StreamHandlers, continuity: ContinuityCheck) => Stream;
  readonly continuity: ContinuityCheck;
  readonly recorder: Recorder;
  readonly hours: MarketHours;
  readonly clock: Clock;
}

export interface TradesState {
  readonly isCollecting: boolean;
  /** Records passed on since the start. */
  readonly records: number;
  /** How often the stream was paused because the files were too slow. */
  readonly pauses: number;
  readonly stream: StreamState | undefined;
}

const MINUTE = 60_000;

/** Connecting and 41 registrations take seconds, and a refusal must be seen in time. */
const BEFORE = 10 * MINUTE;
/** The closing auction ends within half a minute, and delayed trades arrive soon after it. */
const AFTER = 5 * MINUTE;

/** Track B: trades of the most important shares, as they happen. */
export class Trades {
  readonly #options: TradesOptions;
  #stream: Stream | undefined;
  #records = 0;
  #pauses = 0;

  constructor(options: TradesOptions) {
    this.#options = options;
  }

  /** Collects around every session until the signal is aborted. */
  run(signal: AbortSignal): Promise<void> {
    const { hours, clock } = this.#options;
    return inEveryWindow({
      hours,
      clock,
      before: BEFORE,
      after: AFTER,
      signal,
      work: (window) => this.#collect(window.signal),
    });
  }

  state(): TradesState {
    return {
      isCollecting: this.#stream !== undefined,
      records: this.#records,
      pauses: this.#pauses,
      stream: this.#stream?.state(),
    };
  }

  async #collect(signal: AbortSignal): Promise<void> {
    const { open, recorder, continuity } = this.#options;
    const stream = open(
      {
        onRecords: (records) => {
          this.#records += records.length;
          const isWritable = recorder.write(records);
          if (isWritable) return true;
          this.#pauses += 1;
          // The socket fills up, and the gateway slows down or disconnects us. What it did not send is
          // detected by volume.
          void recorder.whenWritable().then(() => stream.resume());
          return false;
        },
      },
      continuity,
    );
    this.#stream = stream;
    try {
      if (signal.aborted) return;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      this.#stream = undefined;
      await stream.close();
    }
  }
}
