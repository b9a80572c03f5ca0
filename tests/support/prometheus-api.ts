/** The part of Prometheus's HTTP API that tests ask, checked where it enters. */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly time: number;
  /** NaN and infinities as JavaScript has them. */
  readonly value: number;
}

export interface QueryResult {
  /** One per series in the order of the answer; a scalar is a sample without labels. */
  readonly samples: readonly Sample[];
  /** What Prometheus says about a query that it could answer: empty up to 2.x for almost every query. */
  readonly warnings: readonly string[];
}

export interface RuleStatus {
  readonly group: string;
  readonly file: string;
  /** Name of the alert, or of the recorded series. */
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  /** `unknown` until the first evaluation, then `ok` or `err`. */
  readonly health: string;
  readonly lastError: string | undefined;
  /** Of alerting rules: `inactive`, `pending` or `firing`. */
  readonly state: string | undefined;
  readonly alerts: readonly ActiveAlert[];
}

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: string;
}

/** @throws Error with Prometheus's own words where the query is wrong or fails */
export async function queryAt(
  serverUrl: string,
  expression: string,
  time: number | undefined,
): Promise<QueryResult> {
  const form = new URLSearchParams({ query: expression });
  if (time !== undefined) form.set('time', String(time));
  const answer = await request(`${serverUrl}/api/v1/query`, { method: 'POST', body: form }, expression);
  const data = record(answer.data);
  const notes = [...optionalList(answer.warnings), ...optionalList(answer.infos)].map(text);
  return { samples: samplesOf(text(data.resultType), data.result), warnings: notes };
}

export async function getRules(serverUrl: string): Promise<readonly RuleStatus[]> {
  const answer = await request(`${serverUrl}/api/v1/rules`, {}, 'the list of rules');
  return list(record(answer.data).groups)
    .map(record)
    .flatMap((group) =>
      list(group.rules).map((entry) => {
        const rule = record(entry);
        return {
          group: text(group.name),
          file: text(group.file),
          name: text(rule.name),
          type: rule.type === 'alerting' ? 'alerting' : 'recording',
          query: text(rule.query),
          health: text(rule.health),
          lastError: optionalText(rule.lastError),
          state: optionalText(rule.state),
          alerts: optionalList(rule.alerts).map(activeAlert),
        };
      }),
    );
}

async function request(url: string, init: RequestInit, subject: string): Promise<Answer> {
  const response = await fetch(url, init);
  const answer = record(await response.json());
  if (answer.status !== 'success') {
    throw new Error(`Prometheus refused ${subject}: ${text(answer.errorType)}: ${text(answer.error)}`);
  }
  return answer;
}

function samplesOf(resultType: string, result: unknown): readonly Sample[] {
  if (resultType === 'scalar') return [sample({}, result)];
  if (resultType !== 'vector') {
    throw new Error(`The query gives a ${resultType}; only vectors and scalars can be plotted or alerted on`);
  }
  return list(result).map((entry) => {
    const series = record(entry);
    return sample(labels(series.metric), series.value);
  });
}

function sample(ofLabels: Sample['labels'], pair: unknown): Sample {
  const [time, value] = list(pair);
  return { labels: ofLabels, time: Number(time), value: numberOf(text(value)) };
}

function numberOf(value: string): number {
  if (value === '+Inf') return Number.POSITIVE_INFINITY;
  if (value === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(value);
}

function activeAlert(entry: unknown): ActiveAlert {
  const alert = record(entry);
  return {
    labels: labels(alert.labels),
    annotations: labels(alert.annotations),
    state: text(alert.state),
  };
}

type Answer = Readonly<Record<string, unknown>>;

function record(value: unknown): Answer {
  if (typeof value !== 'object' || value === null) throw unexpected('an object', value);
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected('a list', value);
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw unexpected('a text', value);
  return value;
}

function labels(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record(value)).map(([name, entry]) => [name, text(entry)]));
}

function optionalList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : list(value);
}

function optionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value);
}

function unexpected(expected: string, value: unknown): Error {
  return new Error(`Prometheus answered ${JSON.stringify(value)} where ${expected} was expected`);
}
