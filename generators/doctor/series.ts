import { formatDuration } from '../base/duration.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { quote } from '../promql/build/escape.ts';
import type { Matcher, Selector, SelectorUse } from '../promql/parse/index.ts';

/** A series that is scraped rarely counts as present, and so does one whose window is longer. */
const SHORTEST_WINDOW = 5 * 60_000;
/** Longer windows are not looked through: a series that was there an hour ago and is not now is missing. */
const LONGEST_WINDOW = 60 * 60_000;
const MOST_VALUES = 5;

/** Which series a server has. It remembers what it was told: many queries read the same series. */
export class SeriesProbe {
  readonly #server: PrometheusClient;
  readonly #counts = new Map<string, Promise<number>>();

  constructor(server: PrometheusClient) {
    this.#server = server;
  }

  /** How many series a selector of a query finds within the time that the query looks at. */
  count(text: string, { selector, reach }: SelectorUse): Promise<number> {
    return this.#count(seriesText(text, selector), windowOf(reach));
  }

  /**
   * Why a selector that finds nothing does so: the metric is not there, or the matcher without which there are series, and
   * what the server has instead.
   */
  async explain(text: string, use: SelectorUse): Promise<string> {
    const { selector } = use;
    const window = windowOf(use.reach);
    const name = selector.metric?.text ?? '';
    const matchers = selector.matchers.map((matcher) => ({
      matcher,
      text: text.slice(matcher.from, matcher.to),
    }));
    if (matchers.length === 0 || (name !== '' && (await this.#count(name, window)) === 0)) {
      return `the server has no ${name}`;
    }
    for (const { matcher } of matchers) {
      const others = matchers.filter((other) => other.matcher !== matcher).map((other) => other.text);
      const told = await this.#without(name, others, matcher, text.slice(matcher.from, matcher.to), window);
      if (told !== undefined) return told;
    }
    // Several of them empty it: the first one after which nothing is left.
    for (const [index, { matcher, text: written }] of matchers.entries()) {
      const kept = matchers.slice(0, index).map((other) => other.text);
      if ((await this.#count(selectorText(name, [...kept, written]), window)) > 0) continue;
      const told = await this.#without(name, kept, matcher, written, window);
      if (told !== undefined) return told;
    }
    return `nothing matches ${seriesText(text, selector)}`;
  }

  async #without(
    name: string,
    others: readonly string[],
    { label }: Matcher,
    written: string,
    window: string,
  ): Promise<string | undefined> {
    const rest = selectorText(name, others);
    const count = rest === '{}' ? 0 : await this.#count(rest, window);
    if (count === 0) return undefined;
    const found = await this.#server.query(
      `topk(${MOST_VALUES + 1}, count by (${label.text}) (count_over_time(${rest}[${window}])))`,
    );
    const values = found.map(({ labels }) => JSON.stringify(labels[label.text] ?? ''));
    const shown = values.slice(0, MOST_VALUES).sort().join(', ') + (values.length > MOST_VALUES ? ', …' : '');
    return `\`${written}\` finds nothing; without it there are series, with ${label.text} ${shown}`;
  }

  /** Whether there is any series of a job. */
  async hasJob(job: string): Promise<boolean> {
    return (await this.#remembered(`count({job=${quote(job)}})`)) > 0;
  }

  #count(selector: string, window: string): Promise<number> {
    return this.#remembered(`count(count_over_time(${selector}[${window}]))`);
  }

  #remembered(expression: string): Promise<number> {
    const known = this.#counts.get(expression);
    if (known !== undefined) return known;
    const asked = this.#server.query(expression).then(([first]) => first?.value ?? 0);
    this.#counts.set(expression, asked);
    return asked;
  }
}

const windowOf = (reach: number): string =>
  formatDuration(Math.round(Math.min(LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, reach))));

function seriesText(text: string, { metric, matchers }: Selector): string {
  return selectorText(
    metric?.text ?? '',
    matchers.map(({ from, to }) => text.slice(from, to)),
  );
}

function selectorText(name: string, matchers: readonly string[]): string {
  return matchers.length === 0 && name !== '' ? name : `${name}{${matchers.join(',')}}`;
}
