import type { Readiness } from '../http/readiness.ts';
import type { HttpServer } from '../http/server.ts';
import type { Stream } from '../http/stream.ts';
import type { Gateway } from './gateway.ts';
import type { Measurement } from './measurement.ts';
import { closeStorage, type Storage } from './storage.ts';

export interface StoppedParts {
  /** How long it still serves while it is not ready, so that others notice. Milliseconds. */
  readonly drainDelay: number;
  readonly readiness: Readiness;
  readonly stopping: AbortController;
  /** The tracks and other work that runs until `stopping`. */
  readonly running: readonly Promise<void>[];
  readonly stream: Stream;
  readonly server: HttpServer;
  readonly storage: Storage;
  readonly gateway: Gateway;
  readonly measurement: Measurement;
}

/** How long current requests may take. */
const DRAIN_MS = 10_000;

/**
 * Stops from the outside in: senders of work learn of it first, the disk is last. Each step runs even if an
 * earlier one failed.
 *
 * @returns what could not be stopped in order
 */
export async function stopInOrder(parts: StoppedParts): Promise<readonly string[]> {
  const problems: string[] = [];
  const step = async (name: string, work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  parts.readiness.drain();
  await new Promise((resolve) => setTimeout(resolve, parts.drainDelay));
  parts.stopping.abort();
  await step('tracks', () => Promise.all(parts.running));
  await step('stream', () => parts.stream.close());
  await step('requests', async () => {
    const cutOff = await parts.server.drain(DRAIN_MS);
    if (cutOff > 0) throw new Error(`${cutOff} were cut off`);
  });
  await step('storage', () => closeStorage(parts.storage));
  await step('gateway', () => parts.gateway.close());
  await step('measurement', () => parts.measurement.close());
  return problems;
}
