import type { AnnotationQuery } from '../dashboard/model.ts';
import { labelled } from './frames.ts';
import { interpolateQuery, type Values } from './interpolate.ts';
import { withStep } from './panel-data.ts';
import { type LabelSet, queryRange, type Sample } from './prometheus.ts';
import { chooseStep } from './step.ts';
import type { Range } from './variables.ts';

export interface Annotation {
  /** In milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly color: string;
}

/** The results of the enabled queries of the dashboard. A failed one draws nothing and is reported. */
export async function loadAnnotations(
  queries: readonly AnnotationQuery[],
  values: Values,
  range: Range,
  signal: AbortSignal,
): Promise<{ annotations: readonly Annotation[]; errors: readonly string[] }> {
  const errors: string[] = [];
  const found = await Promise.all(
    queries
      .filter(({ isEnabled }) => isEnabled)
      .map(async (query) => {
        const minimum = interpolateQuery(query.step, values);
        const step = chooseStep({ ...range, points: 2000, minimums: [minimum] });
        const expression = interpolateQuery(query.expr, withStep(values, step));
        try {
          const [from, to] = [range.from / 1000, range.to / 1000].map(
            (time) => Math.floor(time / step.seconds) * step.seconds,
          );
          const { series } = await queryRange(expression, from ?? 0, to ?? 0, step.seconds, signal);
          return series.flatMap(({ metric, values: samples }) =>
            eventsOf(query, metric, samples, step.seconds),
          );
        } catch (reason) {
          if (signal.aborted) throw reason;
          errors.push(`${query.name}: ${reason instanceof Error ? reason.message : String(reason)}`);
          return [];
        }
      }),
  );
  return { annotations: found.flat(), errors };
}

/** Steps that follow each other are one event. */
function eventsOf(
  query: AnnotationQuery,
  metric: LabelSet,
  samples: readonly Sample[],
  step: number,
): readonly Annotation[] {
  const shared = {
    title: labelled(query.titleFormat, metric),
    text: labelled(query.textFormat, metric),
    tags: query.tagKeys.split(',').flatMap((key) => metric[key.trim()] ?? []),
    color: query.color,
  };
  const events: { from: number; to: number }[] = [];
  for (const [time, value] of samples) {
    if (Number(value) === 0) continue;
    const at = query.isTimeFromValue ? Math.floor(Number(value)) : time * 1000;
    const last = events.at(-1);
    if (last !== undefined && at >= last.from && at - last.to <= step * 1000) last.to = at;
    else events.push({ from: at, to: at });
  }
  return events.map((event) => ({ ...event, ...shared }));
}
