import {
  CONTENT_TYPES,
  type ExpositionFormat,
  type Family,
  negotiatedFormat,
  renderExposition,
} from './exposition.ts';
import type { Instruments } from './instruments.ts';

/** Updates instruments that are sampled instead of counted: sizes, ages, numbers of files. */
export interface Collector {
  readonly name: string;
  /** Runs before each scrape. If it fails or takes too long, that is reported and does not delay the scrape. */
  collect(): void | Promise<void>;
}

export interface ScrapeOptions {
  readonly instruments: Instruments;
  readonly collectors: readonly Collector[];
  /** How many milliseconds a collector may take. After that the scrape uses the previous values. */
  readonly deadlineMilliseconds?: number;
  readonly onFailure?: (collector: string, reason: unknown) => void;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Half a second: Prometheus gives a scrape ten by default, and there are several collectors. */
const DEADLINE = 500;

/** Produces `/metrics`. One broken collector never affects the others. */
export class Scrape {
  readonly #options: ScrapeOptions;
  /** Collectors that have not returned yet. They are not called again until then. */
  readonly #busy = new Set<Collector>();
  /** Results in progress for concurrent requests. */
  readonly #texts = new Map<ExpositionFormat, Promise<string>>();
  #measuring: Promise<readonly Family[]> | undefined;

  constructor(options: ScrapeOptions) {
    this.#options = options;
  }

  /**
   * Concurrent requests, as from a pair of Prometheus servers, share one result.
   *
   * @param accept the request's `Accept` header
   */
  async exposition(accept?: string): Promise<Exposition> {
    const format = negotiatedFormat(accept);
    let text = this.#texts.get(format);
    if (text === undefined) {
      text = this.#text(format).finally(() => this.#texts.delete(format));
      this.#texts.set(format, text);
    }
    return { contentType: CONTENT_TYPES[format], text: await text };
  }

  async #text(format: ExpositionFormat): Promise<string> {
    this.#measuring ??= this.#measured().finally(() => {
      this.#measuring = undefined;
    });
    return renderExposition(await this.#measuring, format);
  }

  async #measured(): Promise<readonly Family[]> {
    const { instruments, collectors } = this.#options;
    await Promise.all(collectors.map((collector) => this.#collected(collector)));
    return instruments.families();
  }

  async #collected(collector: Collector): Promise<void> {
    const { deadlineMilliseconds = DEADLINE, onFailure = () => undefined } = this.#options;
    if (this.#busy.has(collector)) {
      onFailure(
        collector.name,
        new CollectorError(`${collector.name} has not returned since an earlier scrape`),
      );
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    try {
      const work = collector.collect();
      if (work === undefined) return;
      this.#busy.add(collector);
      const done = work.finally(() => this.#busy.delete(collector));
      // Its failure must be handled even if nobody waits for it any more.
      done.catch(() => undefined);
      const late = new Promise<never>((_, reject) => {
        const say = () =>
          reject(new CollectorError(`${collector.name} took longer than ${deadlineMilliseconds} ms`));
        timer = setTimeout(say, deadlineMilliseconds);
      });
      await Promise.race([done, late]);
    } catch (error) {
      onFailure(collector.name, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

export class CollectorError extends Error {
  readonly code = 'metrics/collector';
}
