import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord, recordOf, recordsOf } from '../base/record.ts';
import { HttpClient, type HttpOptions, type HttpRequest, type ServerKind } from '../http/client.ts';

export type PrometheusOptions = HttpOptions;

export type SeriesLabels = Readonly<Record<string, string>>;

/** One series of a range query: existing points, as milliseconds and value. */
export interface RangeSeries {
  readonly labels: SeriesLabels;
  readonly points: readonly (readonly [milliseconds: number, value: number])[];
}

/** One series at an instant. */
export interface InstantSeries {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** A rule as loaded by the server. */
export interface LoadedRule {
  readonly kind: 'alert' | 'recording rule';
  readonly name: string;
  readonly expression: string;
  /** In seconds; 0 for a recording rule. */
  readonly for: number;
  /** In seconds; undefined if the server does not report it. */
  readonly keepFiringFor: number | undefined;
  readonly labels: SeriesLabels;
  readonly annotations: SeriesLabels;
  /** `ok`, `err`, or `unknown` before the first evaluation. */
  readonly health: string;
  readonly lastError: string;
}

/** A group of rules as loaded by the server. */
export interface LoadedGroup {
  readonly name: string;
  readonly file: string;
  /** In seconds. */
  readonly interval: number;
  /** The last evaluation, in milliseconds since 1970. */
  readonly lastEvaluation: number;
  readonly rules: readonly LoadedRule[];
}

/** An alert that is pending or firing. */
export interface ActiveAlert {
  readonly labels: SeriesLabels;
  readonly annotations: SeriesLabels;
  readonly state: string;
}

export interface ActiveTarget {
  readonly labels: SeriesLabels;
  /** Before relabelling, such as `__meta_kubernetes_service_name`. */
  readonly discovered: SeriesLabels;
  readonly pool: string;
  /** `up`, `down`, or `unknown` before the first scrape. */
  readonly health: string;
  readonly lastError: string;
  readonly scrapeUrl: string;
}

export interface Targets {
  readonly active: readonly ActiveTarget[];
  /** Targets that relabelling dropped, with the labels before it. Some versions keep only a few of them. */
  readonly dropped: readonly { readonly discovered: SeriesLabels; readonly pool: string }[];
}

/** Prometheus rejects more points per response (web/api/v1: "exceeded maximum resolution of 11,000 points"). */
const MOST_POINTS = 10_000;

const PROMETHEUS: ServerKind = {
  name: 'Prometheus',
  example: 'http://localhost:9090',
  codes: {
    address: 'prometheus/address',
    token: 'prometheus/token',
    unreachable: 'prometheus/unreachable',
    denied: 'prometheus/denied',
    answer: 'prometheus/answer',
  },
};

/**
 * Client of the read-only HTTP API of Prometheus or a compatible server.
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 *
 * Every method throws DiagnosticError: `prometheus/address`, `prometheus/unreachable`, `prometheus/denied`,
 * `prometheus/answer` or `prometheus/query`. None of them prints a credential.
 */
export class PrometheusClient {
  /** For people: without credentials. */
  readonly address: string;
  readonly #http: HttpClient;

  constructor(url: string, options: PrometheusOptions = {}) {
    this.#http = new HttpClient(url, PROMETHEUS, options);
    this.address = this.#http.address;
  }

  /** Evaluates an expression now: a number per series; a scalar is one series without labels. */
  async query(expression: string): Promise<readonly InstantSeries[]> {
    const data = await this.#post('query', { query: expression });
    if (isRecord(data) && data.resultType === 'scalar')
      return [{ labels: {}, value: pointOf(data.result)[1] }];
    return recordsIn(data, 'result').map((one) => ({
      labels: textsOf(one.metric),
      value: pointOf(one.value)[1],
    }));
  }

  /**
   * Evaluates an expression at `from`, `from + step` and so on until `to`, all in milliseconds, in as many
   * requests as the server's limit of points requires.
   */
  async queryRange(
    expression: string,
    from: number,
    to: number,
    step: number,
  ): Promise<readonly RangeSeries[]> {
    const series = new Map<string, { labels: SeriesLabels; points: (readonly [number, number])[] }>();
    for (let start = from; start <= to; start += step * MOST_POINTS) {
      const end = Math.min(to, start + step * (MOST_POINTS - 1));
      const data = await this.#post('query_range', {
        query: expression,
        start: String(start / 1000),
        end: String(end / 1000),
        step: String(step / 1000),
      });
      for (const one of recordsIn(data, 'result')) {
        const labels = textsOf(one.metric);
        const key = JSON.stringify(Object.entries(labels).sort());
        const entry = series.get(key) ?? { labels, points: [] };
        for (const point of Array.isArray(one.values) ? one.values : []) entry.points.push(pointOf(point));
        series.set(key, entry);
      }
    }
    return [...series.values()];
  }

  /** The groups of rules that the server evaluates. */
  async ruleGroups(): Promise<readonly LoadedGroup[]> {
    const data = await this.#get('rules');
    return recordsIn(data, 'groups').map((group) => ({
      name: String(group.name),
      file: String(group.file ?? ''),
      interval: Number(group.interval),
      lastEvaluation: Date.parse(String(group.lastEvaluation)),
      rules: recordsIn(group, 'rules').map(loadedRule),
    }));
  }

  async targets(): Promise<Targets> {
    const data = await this.#get('targets?state=any');
    return {
      active: recordsIn(data, 'activeTargets').map((target) => ({
        labels: textsOf(target.labels),
        discovered: textsOf(target.discoveredLabels),
        pool: String(target.scrapePool ?? ''),
        health: String(target.health),
        lastError: String(target.lastError ?? ''),
        scrapeUrl: withoutCredentials(String(target.scrapeUrl ?? '')),
      })),
      dropped: recordsIn(data, 'droppedTargets').map((target) => ({
        discovered: textsOf(target.discoveredLabels),
        pool: String(target.scrapePool ?? ''),
      })),
    };
  }

  /** The pending and firing alerts. */
  async alerts(): Promise<readonly ActiveAlert[]> {
    const data = await this.#get('alerts');
    return recordsIn(data, 'alerts').map(({ labels, annotations, state }) => ({
      labels: textsOf(labels),
      annotations: textsOf(annotations),
      state: String(state),
    }));
  }

  /** Labels of a selector's series between two times, in milliseconds. */
  async series(selector: string, from: number, to: number): Promise<readonly SeriesLabels[]> {
    const data = await this.#post('series', {
      'match[]': selector,
      start: String(from / 1000),
      end: String(to / 1000),
    });
    return Array.isArray(data) ? data.map(textsOf) : [];
  }

  /** Addresses of the Alertmanagers that it sends alerts to. */
  async alertmanagers(): Promise<readonly string[]> {
    const data = await this.#get('alertmanagers');
    return recordsIn(data, 'activeAlertmanagers').map(({ url }) => withoutCredentials(String(url)));
  }

  /** Its configuration as YAML, with secrets hidden by the server. */
  async configuration(): Promise<string> {
    const data = await this.#get('status/config');
    return String(recordOf(data).yaml ?? '');
  }

  /** The server's time in milliseconds, to whole seconds; undefined if it does not state one. */
  async clock(): Promise<number | undefined> {
    const { headers } = await this.#http.request('/api/v1/status/buildinfo');
    const time = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(time) ? undefined : time;
  }

  async version(): Promise<string> {
    const data = await this.#get('status/buildinfo');
    return String(recordOf(data).version ?? '');
  }

  /** As the server prints it, such as `15d` or `15d or 10GiB`. Only Prometheus itself does. */
  async retention(): Promise<string> {
    const data = await this.#get('status/runtimeinfo');
    return String(recordOf(data).storageRetention ?? '');
  }

  #get(endpoint: string): Promise<unknown> {
    return this.#request(endpoint, {});
  }

  #post(endpoint: string, form: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#request(endpoint, { method: 'POST', form });
  }

  async #request(endpoint: string, request: HttpRequest): Promise<unknown> {
    const { status, json } = await this.#http.request(`/api/v1/${endpoint}`, request);
    if (isRecord(json) && json.status === 'success') return json.data;
    if (isRecord(json) && json.status === 'error' && typeof json.error === 'string') {
      throw DiagnosticError.of({
        code: 'prometheus/query',
        place: {},
        message: `the Prometheus at ${this.address} gives no usable answer`,
        reason: `it refuses the question: ${json.error}`,
        remedy: 'Correct the query, or request a shorter time range.',
      });
    }
    throw this.#http.failure(
      'answer',
      `${status} for /api/v1/${endpoint}, and the answer is none of Prometheus' API`,
      'Give the address below which /api/v1 is, such as http://localhost:9090.',
    );
  }
}

function loadedRule(rule: Readonly<Record<string, unknown>>): LoadedRule {
  return {
    kind: rule.type === 'recording' ? 'recording rule' : 'alert',
    name: String(rule.name),
    expression: String(rule.query),
    for: Number(rule.duration ?? 0),
    keepFiringFor: typeof rule.keepFiringFor === 'number' ? rule.keepFiringFor : undefined,
    labels: textsOf(rule.labels),
    annotations: textsOf(rule.annotations),
    health: String(rule.health),
    lastError: String(rule.lastError ?? ''),
  };
}

const withoutCredentials = (url: string) => url.replace(/\/\/[^/@]*@/, '//');

function recordsIn(data: unknown, key: string): readonly Readonly<Record<string, unknown>>[] {
  return recordsOf(recordOf(data)[key]);
}

function textsOf(labels: unknown): SeriesLabels {
  return Object.fromEntries(Object.entries(recordOf(labels)).map(([name, value]) => [name, String(value)]));
}

/** `[seconds, "value"]`; values such as NaN and +Inf are strings. */
function pointOf(value: unknown): readonly [number, number] {
  const [seconds, text] = Array.isArray(value) ? value : [];
  const number = String(text).replace(/^([+-]?)Inf$/, '$1Infinity');
  return [Math.round(Number(seconds) * 1000), Number(number)];
}
