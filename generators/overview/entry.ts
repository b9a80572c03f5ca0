import type { CompiledService } from '../compile/model.ts';
import type { SloPeriod, SloWindow } from '../define/objective/index.ts';
import { textIn } from '../define/text.ts';

/** A service as the overviews need it: plain data, because it may come from another thread. */
export interface OverviewEntry {
  readonly app: string;
  readonly namespace: string;
  readonly job: string;
  /** The value of the label `service` of its alerts. */
  readonly service: string;
  /** The uid of its dashboard. */
  readonly dashboard: string;
  readonly objectives: readonly ObjectiveEntry[];
}

export interface ObjectiveEntry {
  readonly title: string;
  readonly target: number;
  readonly period: SloPeriod;
  /** Whether it counts failed events. Objectives of latency count good ones. */
  readonly isOfErrors: boolean;
  /** The names of the recorded series. */
  readonly recorded: {
    readonly total: string;
    readonly errorRatio: Readonly<Record<SloWindow, string>>;
    readonly periodErrorRatio: string;
  };
}

export function entryOf({ config, objectives }: CompiledService): OverviewEntry {
  return {
    app: config.app,
    namespace: config.namespace,
    job: config.jobs.service ?? config.service.name,
    service: config.alerts.labels.service ?? config.app,
    dashboard: config.grafana.uid,
    objectives: objectives.map(({ objective: { title, target, counted, series }, period }) => ({
      title: textIn(title, config.language),
      target,
      period,
      isOfErrors: counted.as === 'errors',
      recorded: {
        total: series.total['5m'].name,
        errorRatio: {
          '5m': series.errorRatio['5m'].name,
          '30m': series.errorRatio['30m'].name,
          '1h': series.errorRatio['1h'].name,
          '2h': series.errorRatio['2h'].name,
          '6h': series.errorRatio['6h'].name,
          '1d': series.errorRatio['1d'].name,
          '3d': series.errorRatio['3d'].name,
        },
        periodErrorRatio: series.periodErrorRatio.name,
      },
    })),
  };
}
