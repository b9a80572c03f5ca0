import { formatDuration } from '../base/duration.ts';
import { quote } from '../promql/build/escape.ts';
import type { Matcher, Selector, SelectorUse } from '../promql/parse/index.ts';
import type { PrometheusClient } from './client.ts';

/** A rarely scraped series counts as present within this time, and so does one in a longer window. */
const SHORTEST_WINDOW = 5 * 60_000;
/** Longer windows are not searched: a series that existed an hour ago but not now is missing. */
const LONGEST_WINDOW = 60 * 60_000;
const MOST_VALUES = 5;

/** The series of a server. Caches the answers, because many queries read the same series. */
export class SeriesProbe {
  readonly #server: PrometheusClient;
  readonly #counts = new Map<string, Promise<number>>();

  constructor(server: PrometheusClient) {
    this.#server = server;
  }

  /** How many series a selector finds within the time range that the query covers. */
  count(text: string, { selector, reach }: SelectorUse): Promise<number> {
    return this.#count(seriesText(text, selector), windowOf(reach));
  }

  /**
   * Why a selector finds nothing: the metric does not exist, or one matcher excludes all series; then also
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
      const explanation = await this.#without(
        name,
        others,
        matcher,
        text.slice(matcher.from, matcher.to),
        window,
      );
      if (explanation !== undefined) return explanation;
    }
    // If several of them exclude everything together: the first one after which nothing is left.
    for (const [index, { matcher, text: written }] of matchers.entries()) {
      const kept = matchers.slice(0, index).map((other) => other.text);
      if ((await this.#count(selectorText(name, [...kept, written]), window)) > 0) continue;
      const explanation = await this.#without(name, kept, matcher, written, window);
      if (explanation !== undefined) return explanation;
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

  /** Whether a job has any series. */
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
