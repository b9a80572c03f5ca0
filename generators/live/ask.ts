import { DiagnosticError } from '../base/diagnostic.ts';
import type { PrometheusClient } from '../prometheus/client.ts';
import { emptySelectors } from '../prometheus/selectors-that-empty.ts';
import { SeriesProbe } from '../prometheus/series-probe.ts';
import { interpolate, type Picked, type TimeRange } from './interpolate.ts';
import type { DashboardVariable, Question } from './questions.ts';

/** The kind of answer. `zero`: every value is 0. `nan`: no value is a number, so Grafana draws nothing. */
export type AnswerKind = 'data' | 'zero' | 'nan' | 'empty' | 'error' | 'too-many';

export interface Answer {
  readonly question: Question;
  readonly kind: AnswerKind;
  readonly series: number;
  /** Why there is nothing to see, if so. */
  readonly reason?: string;
}

export interface AskOptions {
  readonly variables: readonly DashboardVariable[];
  readonly picked: Picked;
  readonly time: TimeRange;
  /** Of the data source, in milliseconds. */
  readonly scrapeInterval: number;
}

/** Nobody can distinguish more lines than these. */
const MOST_SERIES = 100;

/** Runs a query as Grafana would. */
export async function ask(
  client: PrometheusClient,
  question: Question,
  { variables, picked, time, scrapeInterval }: AskOptions,
): Promise<Answer> {
  const expression = interpolate(question.expression, variables, picked, time, scrapeInterval);
  try {
    const values = await valuesOf(client, question, expression, time);
    const kind = kindOf(values);
    const answer = { question, kind, series: values.length };
    if (kind === 'empty') return { ...answer, reason: await explainEmpty(client, expression) };
    if (kind === 'nan') return { ...answer, reason: 'every value is NaN: a ratio or quantile of nothing' };
    if (kind === 'too-many')
      return { ...answer, reason: `${values.length} series; no more than ${MOST_SERIES}` };
    return answer;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return {
      question,
      kind: 'error',
      series: 0,
      reason: error.diagnostics.map((one) => one.reason).join('; '),
    };
  }
}

/** The values of each series. */
async function valuesOf(
  client: PrometheusClient,
  { isRange, label }: Question,
  expression: string,
  { from, to, step }: TimeRange,
): Promise<readonly (readonly number[])[]> {
  if (label !== undefined) {
    const series = await client.series(expression, from, to);
    // One option of the picker each.
    return [...new Set(series.flatMap((labels) => labels[label] ?? []))].map(() => [1]);
  }
  if (isRange) {
    const series = await client.queryRange(expression, from, to, step);
    return series.map(({ points }) => points.map(([, value]) => value));
  }
  return (await client.query(expression)).map(({ value }) => [value]);
}

function kindOf(series: readonly (readonly number[])[]): AnswerKind {
  if (series.length === 0) return 'empty';
  if (series.length > MOST_SERIES) return 'too-many';
  const numbers = series.flat().filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return 'nan';
  return numbers.every((value) => value === 0) ? 'zero' : 'data';
}

/** Why a query without Grafana's variables has no result: of each selector that is to blame, what it looks for in vain. */
async function explainEmpty(client: PrometheusClient, expression: string): Promise<string> {
  const series = new SeriesProbe(client);
  const reasons = new Set<string>();
  for (const use of await emptySelectors(expression, series, (selector) => selector))
    reasons.add(await series.explain(expression, use));
  return reasons.size > 0
    ? [...reasons].join('; ')
    : 'every selector has series, but the comparisons and operators between them leave none';
}
