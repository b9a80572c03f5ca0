import { readFileSync } from 'node:fs';
import { DiagnosticError } from '../base/diagnostic.ts';
import { isRecord } from '../base/record.ts';

export interface PrometheusOptions {
  /** Holds a bearer token; its content shows nowhere. */
  readonly tokenFile?: string | undefined;
  /** Of one request, in milliseconds. */
  readonly timeout?: number;
}

export type SeriesLabels = Readonly<Record<string, string>>;

/** One series of a range query: points that exist, as milliseconds and value. */
export interface RangeSeries {
  readonly labels: SeriesLabels;
  readonly points: readonly (readonly [milliseconds: number, value: number])[];
}

/** A group of rules as the server has it loaded. */
export interface LoadedGroup {
  readonly name: string;
  /** When it was evaluated last, in milliseconds since 1970. */
  readonly lastEvaluation: number;
}

const MOST_BYTES = 256 * 2 ** 20;
/** Prometheus refuses more points in one answer (web/api/v1: "exceeded maximum resolution of 11,000 points"). */
const MOST_POINTS = 10_000;

/**
 * The read-only HTTP API of a Prometheus, or of a server that speaks it.
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 *
 * Every method throws DiagnosticError: `prometheus/address`, `prometheus/unreachable`, `prometheus/denied`,
 * `prometheus/answer` or `prometheus/query`. None of them prints a credential.
 */
export class PrometheusClient {
  /** For people: without credentials. */
  readonly address: string;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeout: number;

  constructor(url: string, { tokenFile, timeout = 60_000 }: PrometheusOptions = {}) {
    const parsed = parseAddress(url);
    const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
    parsed.username = '';
    parsed.password = '';
    this.address = parsed.href.replace(/\/$/, '');
    this.#base = this.address;
    this.#timeout = timeout;
    const basic = credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    const authorization = tokenFile === undefined ? basic : `Bearer ${readToken(tokenFile)}`;
    this.#headers = authorization === undefined ? {} : { authorization };
  }

  /** Evaluates an expression now: a number for each series. */
  async query(
    expression: string,
  ): Promise<readonly { readonly labels: SeriesLabels; readonly value: number }[]> {
    const data = await this.#post('query', { query: expression });
    return resultsOf(data).map((one) => ({ labels: labelsOf(one.metric), value: pointOf(one.value)[1] }));
  }

  /**
   * Evaluates an expression at `from`, `from + step` and so on until `to`, all in milliseconds, in as many requests as the
   * server's limit of points asks for.
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
      for (const one of resultsOf(data)) {
        const labels = labelsOf(one.metric);
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
    const data = await this.#request('rules', { method: 'GET' });
    const groups = isRecord(data) && Array.isArray(data.groups) ? data.groups.filter(isRecord) : [];
    return groups.map(({ name, lastEvaluation }) => ({
      name: String(name),
      lastEvaluation: Date.parse(String(lastEvaluation)),
    }));
  }

  #post(endpoint: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#request(endpoint, { method: 'POST', body: new URLSearchParams(parameters) });
  }

  async #request(endpoint: string, init: RequestInit): Promise<unknown> {
    const response = await this.#fetch(endpoint, init);
    const body = await readLimited(response).catch((error: unknown) => {
      throw this.#failure(
        'prometheus/answer',
        `its answer broke off: ${messageOf(error)}`,
        'Ask for less, or look at its log.',
      );
    });
    if (response.status === 401 || response.status === 403) {
      throw this.#failure(
        'prometheus/denied',
        `it answers ${response.status}`,
        'Give the file of a token that may read with --token-file.',
      );
    }
    const answer = parseJson(body);
    if (isRecord(answer) && answer.status === 'success') return answer.data;
    if (isRecord(answer) && typeof answer.error === 'string') {
      throw this.#failure(
        'prometheus/query',
        `it refuses the question: ${answer.error}`,
        'Mend the query, or ask for less time.',
      );
    }
    throw this.#failure(
      'prometheus/answer',
      `${response.status} for /api/v1/${endpoint}, and the answer is none of Prometheus' API`,
      'Give the address below which /api/v1 is, such as http://localhost:9090.',
    );
  }

  async #fetch(endpoint: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.#base}/api/v1/${endpoint}`, {
        ...init,
        headers: this.#headers,
        // Another origin would get the credentials.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeout),
      });
    } catch (error) {
      throw this.#failure(
        'prometheus/unreachable',
        messageOf(error),
        'Check the address, and that the server runs; in a cluster, "kubectl port-forward" brings it here.',
      );
    }
  }

  #failure(code: string, reason: string, remedy: string): DiagnosticError {
    return DiagnosticError.of({
      code,
      place: {},
      message: `the Prometheus at ${this.address} gives no answer that can be used`,
      reason,
      remedy,
    });
  }
}

function parseAddress(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isUsable =
    parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.search + parsed.hash === '';
  if (isUsable) return parsed;
  throw DiagnosticError.of({
    code: 'prometheus/address',
    place: {},
    // The address itself may hold a password.
    message: 'the address of Prometheus is no http or https URL without query and fragment',
    reason: 'Nothing was asked',
    remedy: 'Write it with its scheme, such as http://localhost:9090.',
  });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw DiagnosticError.of({
      code: 'prometheus/token',
      place: { file },
      message: 'the file of the token cannot be read',
      reason: messageOf(error),
      remedy: 'Name a file that this user may read.',
    });
  }
}

/** @throws Error for an answer that does not end, or is larger than anybody needs */
async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it did not answer in time';
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resultsOf(data: unknown): readonly Readonly<Record<string, unknown>>[] {
  return isRecord(data) && Array.isArray(data.result) ? data.result.filter(isRecord) : [];
}

function labelsOf(metric: unknown): SeriesLabels {
  return isRecord(metric)
    ? Object.fromEntries(Object.entries(metric).map(([name, value]) => [name, String(value)]))
    : {};
}

/** `[seconds, "value"]`; values such as NaN and +Inf are texts. */
function pointOf(value: unknown): readonly [number, number] {
  const [seconds, text] = Array.isArray(value) ? value : [];
  const number = String(text).replace(/^([+-]?)Inf$/, '$1Infinity');
  return [Math.round(Number(seconds) * 1000), Number(number)];
}
