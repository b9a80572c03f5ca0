import type { PrometheusClient } from '../prometheus/client.ts';
import { analyse, type Matcher, type Selector } from '../promql/parse/index.ts';

/**
 * Why a query without Grafana's variables has no result: the matcher that excludes the last series, if there
 * is one.
 */
export async function explainEmpty(client: PrometheusClient, expression: string): Promise<string> {
  const { selectors } = analyse(expression);
  const seen = new Set<string>();
  const reasons: string[] = [];
  for (const { selector } of selectors) {
    const text = selectorText(selector, selector.matchers, expression);
    if (seen.has(text)) continue;
    seen.add(text);
    if ((await countOf(client, text)) > 0) continue;
    reasons.push(await explainSelector(client, selector, expression));
  }
  if (reasons.length > 0) return reasons.join('; ');
  return 'every selector has series, but the comparisons and operators between them leave none';
}

async function explainSelector(
  client: PrometheusClient,
  selector: Selector,
  expression: string,
): Promise<string> {
  const name = selector.metric?.text ?? 'the selector';
  const all = await countOf(client, selectorText(selector, [], expression));
  if (all === 0) return `there is no series ${name}`;
  for (const matcher of selector.matchers) {
    const others = selector.matchers.filter((each) => each !== matcher);
    const left = await countOf(client, selectorText(selector, others, expression));
    if (left === 0) continue;
    const written = expression.slice(matcher.from, matcher.to);
    return `${name} has ${plural(left)} without ${written}, and none with it${await valuesOf(client, selector, others, matcher, expression)}`;
  }
  return `${name} has ${plural(all)}, and none that all of its matchers select`;
}

/** The label's actual values. */
async function valuesOf(
  client: PrometheusClient,
  selector: Selector,
  others: readonly Matcher[],
  { label }: Matcher,
  expression: string,
): Promise<string> {
  const query = `topk(3, count by (${label.text}) (${selectorText(selector, others, expression)}))`;
  const found = await client.query(query);
  const values = found.map(({ labels }) => labels[label.text] ?? '').map((value) => JSON.stringify(value));
  return `: there it is ${values.sort().join(', ')}`;
}

async function countOf(client: PrometheusClient, selector: string): Promise<number> {
  return (await client.query(`count(${selector})`))[0]?.value ?? 0;
}

function selectorText({ metric }: Selector, matchers: readonly Matcher[], expression: string): string {
  const written = matchers.map(({ from, to }) => expression.slice(from, to));
  // A selector needs a matcher that does not match the empty string.
  if (metric === undefined && written.length === 0) return '{__name__=~".+"}';
  return `${metric?.text ?? ''}{${written.join(', ')}}`;
}

const plural = (count: number) => `${count} series`;
