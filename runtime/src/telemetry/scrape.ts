import { CONTENT_TYPES, negotiatedFormat, renderExposition } from './exposition.ts';
import type { Instruments } from './instruments.ts';

/** Updates instruments that are sampled instead of counted: sizes, ages, numbers of files. */
export interface Collector {
  readonly name: string;
  /** Runs before each scrape, and must be fast. If it fails, the scrape uses the previous values. */
  collect(): void;
}

export interface ScrapeOptions {
  readonly instruments: Instruments;
  readonly collectors: readonly Collector[];
  readonly onFailure?: (collector: string, reason: unknown) => void;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Produces `/metrics`. One broken collector never affects the others. */
export class Scrape {
  readonly #options: ScrapeOptions;

  constructor(options: ScrapeOptions) {
    this.#options = options;
  }

  /** @param accept the request's `Accept` header */
  async exposition(accept?: string): Promise<Exposition> {
    const { instruments, collectors, onFailure } = this.#options;
    for (const collector of collectors) {
      try {
        collector.collect();
      } catch (error) {
        onFailure?.(collector.name, error);
      }
    }
    const format = negotiatedFormat(accept);
    return {
      contentType: CONTENT_TYPES[format],
      text: renderExposition(await instruments.families(), format),
    };
  }
}
