import { type DataFrame, transformDataFrame } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import type { Panel, Target } from '../dashboard/model.ts';
import { framesOf } from './frames.ts';
import { interpolateQuery, single, type Values } from './interpolate.ts';
import { type ExemplarSeries, queryExemplars, queryInstant, queryRange } from './prometheus.ts';
import { chooseStep, milliseconds, type Step } from './step.ts';
import type { Range } from './variables.ts';

export interface PanelData {
  readonly frames: readonly DataFrame[];
  readonly exemplars: readonly ExemplarSeries[];
  /** What the queries failed with: the others are drawn. */
  readonly errors: readonly string[];
  readonly range: Range;
}

export async function loadPanel(
  panel: Panel,
  values: Values,
  dashboardRange: Range,
  width: number,
  signal: AbortSignal,
): Promise<PanelData> {
  const range = rangeOf(panel, dashboardRange);
  const targets = panel.targets.filter(({ isHidden, expr }) => !isHidden && expr.trim() !== '');
  const errors: string[] = [];
  const exemplars: ExemplarSeries[] = [];
  const answers = await Promise.all(
    targets.map(async (target) => {
      const step = chooseStep({
        ...range,
        points: panel.maxDataPoints ?? width,
        minimums: [panel.interval, interpolateQuery(target.interval, values)],
      });
      const query = interpolateQuery(target.expr, withStep(values, step, panel.scope));
      try {
        const frames = await ask(query, target, range, step, targets.length, signal);
        // Where exemplars are not stored the graph is drawn all the same.
        if (target.hasExemplars) exemplars.push(...(await exemplarsOf(query, range, signal).catch(() => [])));
        return frames;
      } catch (reason) {
        if (signal.aborted) throw reason;
        errors.push(reason instanceof Error ? reason.message : String(reason));
        return [];
      }
    }),
  );
  const frames = answers.flat();
  const transformations = panel.transformations.filter(({ disabled }) => disabled !== true);
  if (transformations.length === 0) return { frames, exemplars, errors, range };
  try {
    const context = { interpolate: (text: string) => interpolateQuery(text, values) };
    const transformed = await firstValueFrom(transformDataFrame([...transformations], frames, context));
    return { frames: transformed, exemplars, errors, range };
  } catch (reason) {
    const message = reason instanceof Error ? reason.message : String(reason);
    return { frames, exemplars, errors: [...errors, `Transformation failed: ${message}`], range };
  }
}

async function ask(
  query: string,
  target: Target,
  range: Range,
  step: Step,
  targets: number,
  signal: AbortSignal,
): Promise<DataFrame[]> {
  const [from, to] = [range.from / 1000, range.to / 1000];
  const frames: DataFrame[] = [];
  if (target.isRange || !target.isInstant) {
    // Aligned to the step, so that a refresh does not move the points.
    const start = Math.floor(from / step.seconds) * step.seconds;
    const end = Math.floor(to / step.seconds) * step.seconds;
    const answer = await queryRange(query, start, end, step.seconds, signal);
    frames.push(...framesOf(answer, target, step.seconds, targets));
  }
  if (target.isInstant) {
    frames.push(...framesOf(await queryInstant(query, to, signal), target, step.seconds, targets));
  }
  return frames;
}

function exemplarsOf(query: string, range: Range, signal: AbortSignal) {
  return queryExemplars(query, range.from / 1000, range.to / 1000, signal);
}

export function withStep(values: Values, step: Step, scope: Panel['scope'] = {}): Values {
  return new Map([
    ...values,
    ['__interval', single(duration(step.intervalMs))],
    ['__interval_ms', single(String(step.intervalMs))],
    ['__rate_interval', single(duration(step.rateIntervalMs))],
    ['__rate_interval_ms', single(String(step.rateIntervalMs))],
    ...Object.entries(scope).map(([name, value]) => [name, single(value)] as const),
  ]);
}

function duration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** A panel may have its own time range, or a shifted one. */
function rangeOf({ timeFrom, timeShift }: Panel, { from, to }: Range): Range {
  const [length] = milliseconds(timeFrom.replace(/^now-/, ''));
  const [shift = 0] = milliseconds(timeShift.replace(/^now-/, ''));
  return { from: (length === undefined ? from : to - length) - shift, to: to - shift };
}
