import type { ServiceConfig } from '../../config/config.ts';
import { exampleTargets } from '../../define/examples.ts';
import type { EventCounter, Objective } from '../../define/objective/index.ts';
import { type GivenSeries, given, type Segment } from '../../define/scenario.ts';

/** An objective's counters as a target exports them. */
export function countersOf(
  { counters = [] }: Pick<Objective, 'counters'>,
  config: ServiceConfig,
  counting: (counts: EventCounter['counts']) => readonly [Segment, ...Segment[]],
): readonly GivenSeries[] {
  const [target] = exampleTargets(config);
  return counters.map(({ series, labels, counts }) =>
    given(series, { ...labels, ...target }, ...counting(counts)),
  );
}

/** The job whose events an objective counts, by exporter and by the value of the label. */
export function jobOf(
  { counters = [] }: Pick<Objective, 'counters'>,
  { jobs, service }: ServiceConfig,
): { readonly exporter: string; readonly job: string } {
  const exporter = counters[0]?.series.exporter.key ?? 'service';
  return { exporter, job: jobs[exporter] ?? service.name };
}
