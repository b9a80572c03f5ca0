import type { Gauge } from '../../contract/metric.ts';
import { signal } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import { min, select } from '../../promql/index.ts';

/** The labels that identify the targets of a job. */
type TargetLabels = Readonly<Record<'namespace' | 'job' | 'instance', string>>;

export type Up = Gauge<TargetLabels>;

/** @param up of the service, created with `upOf` */
export const targetUp = (up: Up) =>
  signal(
    'target-up',
    libraryText({
      ko: '마지막 스크레이프가 성공했으면 1입니다.',
      en: '1 where the last scrape of the service succeeded.',
    }),
    (scope) => min(select(scope, up), ['namespace', 'job', 'instance']),
  );
