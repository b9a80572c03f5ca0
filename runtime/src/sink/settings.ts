import { checkedPeriod } from './names.ts';

/**
 * When accepted records count as written.
 * - `batch`: each batch is flushed to the disk. A power failure costs what was not yet acknowledged, no more.
 * - `interval`: the same, but flushed once in `syncMilliseconds`. Until then the records are kept in memory.
 * - `none`: once the system has them. They survive the death of the process, and no power failure.
 */
export type Durability = 'none' | 'interval' | 'batch';

export interface SinkLimits {
  /** How long a record may wait for others before it is written. */
  readonly lingerMilliseconds: number;
  /** A batch of a file is written as soon as it has so many bytes. */
  readonly batchBytes: number;
  /** With `interval`: how often files are flushed to the disk. */
  readonly syncMilliseconds: number;
  /** From here on `append` asks to pause; until half of it, `whenWritable` waits. */
  readonly highWaterBytes: number;
  /** From here on `append` refuses. */
  readonly maximumBytes: number;
  /** How much time a segment holds; an hour is a multiple of it. */
  readonly periodMilliseconds: number;
  /** How long after its period a segment stays open for records that come late. */
  readonly graceMilliseconds: number;
  /** With more open segments than these, which only a mad clock brings about, the oldest is completed. */
  readonly openSegments: number;
  /** The first pause after a failure; each further one doubles it, up to the longest. */
  readonly retryMilliseconds: number;
  readonly longestRetryMilliseconds: number;
  /** How long `close` tries to write what is left. */
  readonly closeMilliseconds: number;
  /** Without a sign of life for so long, a writer that cannot be seen to have ended counts as gone. */
  readonly lockMilliseconds: number;
}

const MIB = 2 ** 20;

export const defaultLimits: SinkLimits = {
  lingerMilliseconds: 50,
  batchBytes: 256 * 1024,
  syncMilliseconds: 1_000,
  highWaterBytes: 8 * MIB,
  maximumBytes: 64 * MIB,
  periodMilliseconds: 300_000,
  graceMilliseconds: 10_000,
  openSegments: 16,
  retryMilliseconds: 100,
  longestRetryMilliseconds: 5_000,
  closeMilliseconds: 10_000,
  lockMilliseconds: 15_000,
};

/** @throws RangeError where a limit is none */
export function limitsFrom(changes: Partial<SinkLimits> = {}): SinkLimits {
  const limits = { ...defaultLimits, ...changes };
  for (const [name, value] of Object.entries(limits)) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(`${name} is ${value}, and must be a whole number above 0`);
    }
  }
  checkedPeriod(limits.periodMilliseconds);
  if (limits.highWaterBytes > limits.maximumBytes) {
    throw new RangeError('highWaterBytes is above maximumBytes');
  }
  return limits;
}
