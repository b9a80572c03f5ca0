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

export type Scrape = ReturnType<typeof scraping>;

/** Produces `/metrics`. One broken collector never affects the others. */
export function scraping({ instruments, collectors, onFailure }: ScrapeOptions) {
  /** @param accept the request's `Accept` header */
  return async (accept?: string) => {
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
  };
}
