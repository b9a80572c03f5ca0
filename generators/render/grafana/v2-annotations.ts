import {
  AnnotationQueryBuilder,
  type AnnotationQueryKind,
  type DataQueryKind,
} from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { CompiledDashboard } from '../../compile/model.ts';
import type { Annotation } from '../../define/dashboard.ts';
import { annotationFilter } from './annotation-filter.ts';
import { DATASOURCE_REFERENCE } from './query.ts';

/** Grafana's own marks, which it adds itself where they are missing: then the saved dashboard differs from ours. */
export function v2BuiltInAnnotation(): AnnotationQueryKind {
  const query: DataQueryKind = {
    kind: 'DataQuery',
    group: 'grafana',
    version: 'v0',
    datasource: { name: '-- Grafana --' },
    spec: {},
  };
  return new AnnotationQueryBuilder()
    .name('Annotations & Alerts')
    .builtIn(true)
    .enable(true)
    .hide(true)
    .iconColor('rgba(0, 211, 255, 1)')
    .query({ build: () => query })
    .legacyOptions({ type: 'dashboard' })
    .build();
}

/** Marks from a Prometheus query. How it is worded is still read from the classic fields, `legacyOptions`. */
export function v2Annotation(annotation: Annotation, dashboard: CompiledDashboard): AnnotationQueryKind {
  const filter = annotationFilter(annotation, dashboard);
  const query: DataQueryKind = {
    kind: 'DataQuery',
    group: 'prometheus',
    version: 'v0',
    datasource: { name: DATASOURCE_REFERENCE },
    spec: {
      refId: 'Anno',
      expr: annotation.query,
      interval: annotation.step,
      range: true,
      instant: false,
    },
  };
  const builder = new AnnotationQueryBuilder()
    .name(annotation.name)
    .builtIn(false)
    .enable(true)
    .hide(false)
    .iconColor(annotation.color)
    .query({ build: () => query })
    .legacyOptions({
      titleFormat: annotation.title,
      textFormat: annotation.text,
      tagKeys: annotation.tags.join(','),
      useValueForTime: false,
    });
  if (filter !== undefined) builder.filter({ build: () => filter });
  return builder.build();
}
