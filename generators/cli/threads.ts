import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ServiceConfig } from '../config/config.ts';
import type { ServiceReport } from './build.ts';

/** This thread writes the files and cannot keep more of them busy. Each takes about 100 MB. */
const MOST_THREADS = 4;

/** Services queued at each thread, so that it has work while this one writes. */
const AHEAD = 2;

/** In the built package; Node 20 could not run the sources. */
const PROGRAM = new URL('./thread.js', import.meta.url);

export const hasThreads = (): boolean => existsSync(PROGRAM);

/** What a thread is sent. */
export interface Task {
  readonly config: ServiceConfig;
  readonly today: Date;
}

/**
 * Builds the services of a fleet on all processors. Reports are in the order of the services, whichever
 * thread is first.
 *
 * @param definitions the file that each thread loads
 */
export async function* buildInThreads(
  definitions: string,
  services: readonly ServiceConfig[],
  today: Date,
  program: URL = PROGRAM,
): AsyncGenerator<ServiceReport> {
  const count = Math.min(availableParallelism(), MOST_THREADS);
  const threads = Array.from({ length: count }, () => new Thread(program, definitions));
  const turns = inTurn(threads);
  const expected: Promise<ServiceReport>[] = [];
  try {
    for (const config of services) {
      expected.push(turns.next().value.build({ config, today }));
      if (expected.length < count * AHEAD) continue;
      const report = await expected.shift();
      if (report !== undefined) yield report;
    }
    for (const report of expected) yield await report;
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

function* inTurn<Item>(items: readonly Item[]): Generator<Item, never> {
  for (;;) yield* items;
}

class Thread {
  readonly #worker: Worker;
  /** A thread answers in the order of its requests. */
  readonly #waiting: { resolve(report: ServiceReport): void; reject(cause: Error): void }[] = [];

  constructor(program: URL, definitions: string) {
    this.#worker = new Worker(program, {
      workerData: definitions,
      // Little memory outlives a service: a larger young generation copies less.
      resourceLimits: { maxYoungGenerationSizeMb: 48 },
    });
    this.#worker.on('message', (report: ServiceReport) => this.#waiting.shift()?.resolve(report));
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a worker thread ended with code ${code}`)));
  }

  build(task: Task): Promise<ServiceReport> {
    const report = new Promise<ServiceReport>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // Whoever awaits it gets the error. If another one fails first, this must not end the process silently.
    report.catch(() => undefined);
    this.#worker.postMessage(task);
    return report;
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }

  #fail(cause: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(cause);
  }
}
