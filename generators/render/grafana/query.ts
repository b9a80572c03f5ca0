import type { CompiledPanel, Target } from '../../compile/model.ts';

/** The data source that the viewer picks by the variable of this name; nothing names another. */
export const DATASOURCE_REFERENCE = '${datasource}';

/** One Prometheus query as both dashboard models hold it. */
export interface QueryModel {
  readonly editorMode: 'code';
  readonly expr: string;
  readonly legendFormat: string;
  readonly format: 'time_series' | 'table';
  readonly range: boolean;
  readonly instant: boolean;
  readonly exemplar: boolean;
}

/** Graphs ask over the range; everything that shows the latest value asks once, which is cheaper and exact. */
export function queryModel({ definition: { kind } }: CompiledPanel, { plot, written }: Target): QueryModel {
  const isOverRange = kind === 'timeseries';
  return {
    editorMode: 'code',
    expr: written,
    legendFormat: plot.legend,
    format: kind === 'table' ? 'table' : 'time_series',
    range: isOverRange,
    instant: !isOverRange,
    // Prometheus returns exemplars for ranges only.
    exemplar: isOverRange && plot.hasExemplars,
  };
}
