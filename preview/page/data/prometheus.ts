/** Prometheus, as the server of the preview answers for it. */

export type LabelSet = Readonly<Record<string, string>>;
/** Time in seconds, and the value as text. */
export type Sample = readonly [time: number, value: string];

export interface Series {
  readonly metric: LabelSet;
  readonly values: readonly Sample[];
}

export interface QueryAnswer {
  readonly type: 'matrix' | 'vector' | 'scalar' | 'string';
  readonly series: readonly Series[];
}

export interface ExemplarSeries {
  readonly seriesLabels: LabelSet;
  readonly exemplars: readonly {
    readonly labels: LabelSet;
    readonly value: string;
    readonly timestamp: number;
  }[];
}

interface RawData {
  readonly resultType: QueryAnswer['type'];
  readonly result: readonly { metric: LabelSet; values?: readonly Sample[]; value?: Sample }[] | Sample;
}

export async function queryRange(
  query: string,
  start: number,
  end: number,
  step: number,
  signal: AbortSignal,
) {
  const data = await ask<RawData>(
    'query_range',
    { query, start: String(start), end: String(end), step: String(step) },
    signal,
  );
  return answerOf(data);
}

export async function queryInstant(query: string, time: number, signal: AbortSignal): Promise<QueryAnswer> {
  return answerOf(await ask<RawData>('query', { query, time: String(time) }, signal));
}

export function queryExemplars(query: string, start: number, end: number, signal: AbortSignal) {
  const parameters = { query, start: String(start), end: String(end) };
  return ask<readonly ExemplarSeries[]>('query_exemplars', parameters, signal);
}

export function labelValues(label: string, match: string, start: number, end: number, signal: AbortSignal) {
  return askForLabels(`label/${encodeURIComponent(label)}/values`, match, start, end, signal);
}

export function labelNames(match: string, start: number, end: number, signal: AbortSignal) {
  return askForLabels('labels', match, start, end, signal);
}

function askForLabels(path: string, match: string, start: number, end: number, signal: AbortSignal) {
  const times = { start: String(start), end: String(end) };
  const parameters = match === '' ? times : { 'match[]': match, ...times };
  return ask<readonly string[]>(path, parameters, signal, 'GET');
}

function answerOf({ resultType, result }: RawData): QueryAnswer {
  if (resultType === 'scalar' || resultType === 'string') {
    return { type: resultType, series: [{ metric: {}, values: [result as Sample] }] };
  }
  const series = (result as Exclude<RawData['result'], Sample>).map(({ metric, values, value }) => ({
    metric,
    values: values ?? (value === undefined ? [] : [value]),
  }));
  return { type: resultType, series };
}

async function ask<Data>(
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
  method: 'GET' | 'POST' = 'POST',
): Promise<Data> {
  const query = new URLSearchParams(parameters);
  const url = `prometheus/api/v1/${path}`;
  const response = await (method === 'GET'
    ? fetch(`${url}?${query}`, { signal })
    : fetch(url, { method, body: query, signal }));
  const answer = (await response.json().catch(() => ({}))) as {
    status?: string;
    data?: Data;
    error?: string;
  };
  if (answer.status !== 'success' || answer.data === undefined) {
    throw new Error(answer.error ?? `Prometheus answered ${response.status} ${response.statusText}`);
  }
  return answer.data;
}
