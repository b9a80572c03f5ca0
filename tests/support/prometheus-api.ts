import { type JsonObject, list, object, objectAt, objectsAt, textAt } from './json.ts';

/** The part of Prometheus's HTTP API that tests ask, checked where it enters. */

type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  /** NaN and infinities as JavaScript has them. */
  readonly value: number;
}

export interface QueryResult {
  /** One per series in the order of the answer; a scalar is a sample without labels. */
  readonly samples: readonly Sample[];
}

export interface RuleStatus {
  /** Name of the alert, or of the recorded series. */
  readonly name: string;
  /** `unknown` until the first evaluation, then `ok` or `err`. */
  readonly health: string;
  readonly lastError: unknown;
  /** Of alerting rules: `inactive`, `pending` or `firing`. */
  readonly state: unknown;
  readonly alerts: readonly ActiveAlert[];
}

export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
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
  const data = await request(`${serverUrl}/api/v1/query`, { method: 'POST', body: form }, expression);
  const type = textAt(data, 'resultType');
  if (type === 'scalar') return { samples: [{ labels: {}, value: numberOf(data.result) }] };
  if (type !== 'vector')
    throw new Error(`The query gives a ${type}; only vectors and scalars can be plotted`);
  const samples = objectsAt(data, 'result').map((series) => ({
    labels: labelsAt(series, 'metric'),
    value: numberOf(series.value),
  }));
  return { samples };
}

export async function getRules(serverUrl: string): Promise<readonly RuleStatus[]> {
  const data = await request(`${serverUrl}/api/v1/rules`, {}, 'the list of rules');
  const rules = objectsAt(data, 'groups').flatMap((group) => objectsAt(group, 'rules'));
  return rules.map((rule) => ({
    name: textAt(rule, 'name'),
    health: textAt(rule, 'health'),
    lastError: rule.lastError,
    state: rule.state,
    alerts: objectsAt(rule, 'alerts').map((alert) => ({
      labels: labelsAt(alert, 'labels'),
      annotations: labelsAt(alert, 'annotations'),
      state: textAt(alert, 'state'),
    })),
  }));
}

async function request(url: string, init: RequestInit, subject: string): Promise<JsonObject> {
  const response = await fetch(url, init);
  const answer = object(await response.json());
  if (answer.status !== 'success')
    throw new Error(`Prometheus refused ${subject}: ${answer.errorType}: ${answer.error}`);
  return objectAt(answer, 'data');
}

/** Of a pair of a time and a text. */
function numberOf(pair: unknown): number {
  const value = String(list(pair)[1]);
  return Number(value.replace('Inf', 'Infinity'));
}

function labelsAt(parent: JsonObject, key: string): Labels {
  return Object.fromEntries(
    Object.entries(objectAt(parent, key)).map(([name, value]) => [name, String(value)]),
  );
}
