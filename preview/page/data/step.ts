import { rangeUtil } from '@grafana/data';

/** The scrape interval that Grafana assumes for a data source by default. */
export const SCRAPE_MS = 15_000;
const MAX_POINTS = 11_000;

export interface Step {
  /** Between two points of a query, in seconds. */
  readonly seconds: number;
  readonly intervalMs: number;
  readonly rateIntervalMs: number;
}

export interface StepRequest {
  readonly from: number;
  readonly to: number;
  /** As many as the panel is pixels wide. */
  readonly points: number;
  /** Lower limits, such as `1m`; those that are not durations do not count. */
  readonly minimums: readonly string[];
}

/** How Grafana's Prometheus data source chooses the step of a query. */
export function chooseStep({ from, to, points, minimums }: StepRequest): Step {
  const limits = minimums.flatMap((limit) => milliseconds(limit));
  const minimum = Math.max(0, ...limits) || SCRAPE_MS;
  const interval = rangeUtil.roundInterval((to - from) / Math.max(1, points));
  const safe = Math.ceil((to - from) / MAX_POINTS / 1000) * 1000;
  const intervalMs = Math.max(interval, minimum, safe);
  const scrape = minimum;
  return {
    seconds: intervalMs / 1000,
    intervalMs,
    rateIntervalMs: Math.max(intervalMs + scrape, 4 * scrape),
  };
}

/** `1m` and `>1m`. */
export function milliseconds(duration: string): readonly number[] {
  const stripped = duration.replace(/^>/, '').trim();
  if (!/^\d+(?:\.\d+)?\s*(?:ms|[smhdwMy])?$/.test(stripped)) return [];
  return [rangeUtil.intervalToMs(/\d$/.test(stripped) ? `${stripped}s` : stripped)];
}
