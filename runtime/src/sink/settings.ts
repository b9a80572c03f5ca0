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
  /** A file's batch is written as soon as it has this many bytes. */
  readonly batchBytes: number;
  /** With `interval`: how often files are flushed to disk. */
  readonly syncMilliseconds: number;
  /** Beyond this `append` asks the producer to pause; `whenWritable` waits until half of it. */
  readonly highWaterBytes: number;
  /** Beyond this `append` refuses records. */
  readonly maximumBytes: number;
  /** A segment's period, which must divide an hour into whole minutes. */
  readonly periodMilliseconds: number;
  /** How long after its period a segment accepts late records. */
  readonly graceMilliseconds: number;
  /** If more segments are open, which only a broken clock causes, the oldest is completed. */
  readonly openSegments: number;
  /** The first pause after a failure. Each further failure doubles it, up to the longest. */
  readonly retryMilliseconds: number;
  readonly longestRetryMilliseconds: number;
  /** How long `close` tries to write the rest. */
  readonly closeMilliseconds: number;
  /**
   * How long a writer may be without a heartbeat before it counts as gone, if its process cannot be
   * inspected.
   */
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
