import {
  CONTENT_TYPES,
  type ExpositionFormat,
  type Family,
  negotiatedFormat,
  renderExposition,
} from './exposition.ts';
import type { Instruments } from './instruments.ts';

/** Brings instruments up to date that are read and not counted: sizes, ages, numbers of files. */
export interface Collector {
  readonly name: string;
  /** Done before each scrape. What it throws, and what takes it too long, is told and does not hold the scrape up. */
  collect(): void | Promise<void>;
}

export interface ScrapeOptions {
  readonly instruments: Instruments;
  readonly collectors: readonly Collector[];
  /** How long a collector may take, milliseconds; after that the scrape goes on with what there was. */
  readonly deadlineMilliseconds?: number;
  readonly onFailure?: (collector: string, reason: unknown) => void;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Half a second: Prometheus gives a scrape ten by default, and a collector is one of several. */
const DEADLINE = 500;

/** What `/metrics` answers. One broken collector never takes the others down. */
export class Scrape {
  readonly #options: ScrapeOptions;
  /** Collectors that have not come back yet: they are not called again meanwhile. */
  readonly #busy = new Set<Collector>();
  /** What is being made for whoever asks now. */
  readonly #texts = new Map<ExpositionFormat, Promise<string>>();
  #measuring: Promise<readonly Family[]> | undefined;

  constructor(options: ScrapeOptions) {
    this.#options = options;
  }

  /**
   * Those who ask at the same time, such as a pair of Prometheus, get the same answer.
   *
   * @param accept the header of the request
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
        new CollectorError(`${collector.name} has not come back since an earlier scrape`),
      );
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    try {
      const work = collector.collect();
      if (work === undefined) return;
      this.#busy.add(collector);
      const done = work.finally(() => this.#busy.delete(collector));
      // Somebody must take its failure also where nobody waits for it any more.
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
