import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';
import { type Json, number, object, objects, text, texts } from './json.ts';
import { migrated } from './migrate.ts';
import type { AnnotationQuery, Dashboard, Link, Panel, Section, Target, Variable } from './model.ts';

/** Dashboards as they are exported since 2015, `schemaVersion` 1 to 42. */
export function readClassic(json: Json): Dashboard {
  const time = object(json.time);
  return {
    title: text(json.title, 'Untitled'),
    time: { from: text(time.from, 'now-6h'), to: text(time.to, 'now') },
    refresh: text(json.refresh),
    timezone: text(json.timezone, 'browser') || 'browser',
    isCursorShared: number(json.graphTooltip, 0) > 0 || json.sharedCrosshair === true,
    variables: objects(object(json.templating).list).map(readVariable),
    annotations: objects(object(json.annotations).list).flatMap(readAnnotation),
    links: readLinks(json.links),
    sections: objects(json.rows).length > 0 ? oldRows(objects(json.rows)) : sectionsOf(objects(json.panels)),
  };
}

/** A row panel begins a section: of the panels after it or, if it is collapsed, of those inside it. */
function sectionsOf(panels: readonly Json[]): readonly Section[] {
  const sections: { row: Json | undefined; panels: Json[] }[] = [{ row: undefined, panels: [] }];
  const top = (panel: Json) => number(object(panel.gridPos).y, 0);
  const left = (panel: Json) => number(object(panel.gridPos).x, 0);
  for (const panel of [...panels].sort((a, b) => top(a) - top(b) || left(a) - left(b))) {
    if (panel.type === 'row') sections.push({ row: panel, panels: [...objects(panel.panels)] });
    else sections.at(-1)?.panels.push(panel);
  }
  return sections.flatMap(({ row, panels: own }, index) => {
    if (row === undefined && own.length === 0) return [];
    const start = Math.min(...own.map(top));
    return [
      {
        key: text(row?.id, `section-${index}`),
        title: row === undefined ? undefined : text(row.title),
        isCollapsed: row?.collapsed === true,
        repeat: text(row?.repeat) || undefined,
        panels: own.map((panel, place) => readPanel(panel, start, `${index}-${place}`)),
      },
    ];
  });
}

/** Before schema 16 the rows held the panels, whose widths are `span`s of twelve. */
function oldRows(rows: readonly Json[]): readonly Section[] {
  return rows.map((row, index) => {
    const height = Math.ceil(Number.parseInt(text(row.height, '250'), 10) / 38) || 7;
    let x = 0;
    let y = 0;
    const panels = objects(row.panels).map((panel, place) => {
      const w = Math.min(24, Math.round(number(panel.span, 12) * 2));
      if (x + w > 24) {
        x = 0;
        y += height;
      }
      const gridPos = { x, y, w, h: height };
      x += w;
      return readPanel({ ...panel, gridPos }, 0, `${index}-${place}`);
    });
    const hasTitle = row.showTitle === true || row.collapse === true;
    return {
      key: `row-${index}`,
      title: hasTitle ? text(row.title) : undefined,
      isCollapsed: row.collapse === true,
      repeat: text(row.repeat) || undefined,
      panels,
    };
  });
}

function readPanel(stored: Json, start: number, key: string): Panel {
  const json = migrated(stored);
  const grid = object(json.gridPos);
  const repeat = text(json.repeat);
  return {
    key: text(json.id, key),
    type: text(json.type, 'unknown'),
    title: text(json.title),
    description: text(json.description),
    isTransparent: json.transparent === true,
    place: {
      x: number(grid.x, 0),
      y: number(grid.y, 0) - start,
      w: number(grid.w, 12),
      h: number(grid.h, 8),
    },
    repeat:
      repeat === ''
        ? undefined
        : {
            variable: repeat,
            isVertical: json.repeatDirection === 'v',
            perRow: number(json.maxPerRow, 4),
          },
    targets: objects(json.targets).map(readTarget),
    transformations: readTransformations(json.transformations),
    options: { ...object(json.options), ...oldOptions(json) },
    fieldConfig: readFieldConfig(json.fieldConfig),
    links: readLinks(json.links),
    interval: text(json.interval),
    maxDataPoints: typeof json.maxDataPoints === 'number' ? json.maxDataPoints : undefined,
    timeFrom: text(json.timeFrom),
    timeShift: text(json.timeShift),
    scope: {},
  };
}

/** Panels from before 2020 have settings outside `options`. */
function oldOptions(json: Json): Json {
  if (json.type === 'text' && json.content !== undefined) {
    return { content: json.content, mode: json.mode };
  }
  return {};
}

export function readFieldConfig(value: unknown): FieldConfigSource {
  const json = object(value);
  const overrides = objects(json.overrides).filter(({ matcher }) => typeof object(matcher).id === 'string');
  return { defaults: object(json.defaults), overrides: overrides.map(readOverride) };
}

function readOverride(json: Json): FieldConfigSource['overrides'][number] {
  const matcher = object(json.matcher);
  const properties = objects(json.properties).map(({ id, value }) => ({ id: text(id), value }));
  return { matcher: { id: text(matcher.id), options: matcher.options }, properties };
}

export function readTransformations(value: unknown): readonly DataTransformerConfig[] {
  return objects(value).map((json) => ({
    id: text(json.id),
    options: object(json.options),
    ...(json.disabled === true ? { disabled: true } : {}),
  }));
}

export function readTarget(json: Json, index: number): Target {
  const isInstant = json.instant === true;
  const format = text(json.format, 'time_series');
  return {
    refId: text(json.refId, String.fromCharCode(65 + index)),
    expr: text(json.expr),
    legendFormat: text(json.legendFormat, '__auto'),
    format: format === 'table' || format === 'heatmap' ? format : 'time_series',
    isInstant,
    isRange: typeof json.range === 'boolean' ? json.range : !isInstant,
    isHidden: json.hide === true,
    hasExemplars: json.exemplar === true,
    interval: text(json.interval),
  };
}

export function readLinks(value: unknown): readonly Link[] {
  return objects(value)
    .filter(({ type }) => type !== 'dashboards')
    .map(({ title, url }) => ({ title: text(title), url: text(url) }));
}

function readVariable(json: Json): Variable {
  const current = object(json.current);
  const query = json.query;
  return {
    name: text(json.name),
    label: text(json.label) || text(json.name),
    type: text(json.type, 'query'),
    query: text(query) || text(object(query).query) || text(json.definition),
    regex: text(json.regex),
    sort: number(json.sort, 0),
    isMulti: json.multi === true,
    hasAll: json.includeAll === true,
    allValue: text(json.allValue),
    isHidden: json.hide === 2 || json.hide === 'hideVariable',
    current: texts(current.value ?? []),
    options: objects(json.options).flatMap(({ value }) => texts(value)),
  };
}

function readAnnotation(json: Json): readonly AnnotationQuery[] {
  const target = object(json.target);
  const expr = text(json.expr) || text(target.expr);
  if (json.builtIn === 1 || expr === '') return [];
  return [
    {
      name: text(json.name),
      expr,
      step: text(json.step) || text(target.step) || '60s',
      titleFormat: text(json.titleFormat),
      textFormat: text(json.textFormat),
      tagKeys: text(json.tagKeys),
      color: text(json.iconColor, 'red'),
      isEnabled: json.enable !== false,
      isTimeFromValue: json.useValueForTime === true || json.useValueForTime === 'on',
    },
  ];
}
