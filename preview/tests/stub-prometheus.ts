import { answerWith, startStandIn } from 'test-support/stand-in';

export interface Request {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** A series: its labels, and its value at all times or as a function of the time in seconds. */
export interface StubSeries {
  readonly metric?: Readonly<Record<string, string>>;
  readonly value: number | string | ((time: number) => number | undefined);
}

export interface StubAnswers {
  /** By query. */
  readonly queries?: Readonly<Record<string, readonly StubSeries[] | { readonly error: string }>>;
  /** By label. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly exemplars?: readonly unknown[];
}

export interface StubPrometheus {
  readonly url: string;
  readonly requests: Request[];
}

/** Answers as Prometheus would with the series it is given, and records what it was asked. */
export async function startStubPrometheus({
  queries = {},
  labels = {},
  exemplars = [],
}: StubAnswers = {}): Promise<StubPrometheus> {
  const requests: Request[] = [];
  const { url } = await startStandIn((request, response, body) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://stub');
    const parameters = new URLSearchParams(request.method === 'POST' ? body : search);
    requests.push({ path: pathname, parameters, headers: request.headers });
    const { status, answer } = answerTo(pathname, parameters);
    answerWith(response, status, answer);
  });
  return { url, requests };

  function answerTo(path: string, parameters: URLSearchParams) {
    const label = /\/label\/([^/]+)\/values$/.exec(path)?.[1];
    if (label !== undefined) return success(labels[label] ?? []);
    if (path.endsWith('/query_exemplars')) return success(exemplars);
    const found = queries[parameters.get('query') ?? ''] ?? [];
    if ('error' in found)
      return { status: 400, answer: { status: 'error', errorType: 'bad_data', ...found } };
    const isRange = path.endsWith('/query_range');
    const result = (found as readonly StubSeries[]).flatMap(({ metric = {}, value }) => {
      const values = timesOf(parameters, isRange).flatMap((time): [number, string][] => {
        const at = typeof value === 'function' ? value(time) : value;
        return at === undefined ? [] : [[time, String(at)]];
      });
      if (values.length === 0) return [];
      return [isRange ? { metric, values } : { metric, value: values[0] }];
    });
    return success({ resultType: isRange ? 'matrix' : 'vector', result });
  }
}

function success(data: unknown) {
  return { status: 200, answer: { status: 'success', data } };
}

function timesOf(parameters: URLSearchParams, isRange: boolean): readonly number[] {
  if (!isRange) return [Number(parameters.get('time'))];
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)));
  const [from = 0, to = 0, by = 1] = [start, end, step];
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}
