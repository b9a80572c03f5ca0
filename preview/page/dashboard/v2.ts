import { readFieldConfig, readLinks, readTarget, readTransformations } from './classic.ts';
import { type Json, number, object, objects, text, texts } from './json.ts';
import type { AnnotationQuery, Dashboard, Panel, Place, Section, Variable } from './model.ts';

/** Dashboards of the API versions v2alpha1 and later: elements, and a layout that refers to them. */
export function readV2(spec: Json): Dashboard {
  const time = object(spec.timeSettings);
  return {
    title: text(spec.title, 'Untitled'),
    time: { from: text(time.from, 'now-6h'), to: text(time.to, 'now') },
    refresh: text(time.autoRefresh),
    timezone: text(time.timezone, 'browser') || 'browser',
    isCursorShared: text(spec.cursorSync, 'Off') !== 'Off',
    variables: objects(spec.variables).map(readVariable),
    annotations: objects(spec.annotations).flatMap(readAnnotation),
    links: readLinks(spec.links),
    sections: sectionsOf(object(spec.layout), object(spec.elements), '0', undefined),
  };
}

/** Tabs and rows may hold each other: each that holds panels becomes a section. */
function sectionsOf(layout: Json, elements: Json, key: string, outer: Json | undefined): readonly Section[] {
  const spec = object(layout.spec);
  const children = [...objects(spec.rows), ...objects(spec.tabs)];
  if (children.length > 0) {
    return children.flatMap((child, index) => {
      const inner = object(child.spec);
      const titles = [text(outer?.title), text(inner.title)].filter((title) => title !== '');
      const named = { ...inner, title: titles.join(' / ') };
      return sectionsOf(object(inner.layout), elements, `${key}-${index}`, named);
    });
  }
  const items = objects(spec.items).map((item) => object(item.spec));
  if (items.length === 0) return [];
  const places = layout.kind === 'AutoGridLayout' ? flow(items, spec) : items.map(placeOf);
  const hasTitle = outer !== undefined && outer.hideHeader !== true && text(outer.title) !== '';
  const repeat = object(outer?.repeat);
  return [
    {
      key: `section-${key}`,
      title: hasTitle ? text(outer?.title) : undefined,
      isCollapsed: outer?.collapse === true,
      repeat: repeat.mode === 'variable' ? text(repeat.value) : undefined,
      panels: items.flatMap((item, index) => {
        const name = text(object(item.element).name);
        const place = places[index];
        return place === undefined ? [] : [readPanel(name, object(elements[name]), item, place)];
      }),
    },
  ];
}

function placeOf(item: Json): Place {
  return {
    x: number(item.x, 0),
    y: number(item.y, 0),
    w: number(item.width, 12),
    h: number(item.height, 8),
  };
}

const ROW_HEIGHTS: Readonly<Record<string, number>> = { short: 5, standard: 8, tall: 13 };

function flow(items: readonly Json[], spec: Json): readonly Place[] {
  const columns = Math.min(24, Math.max(1, number(spec.maxColumnCount, 3)), items.length);
  const w = Math.floor(24 / columns);
  const h = ROW_HEIGHTS[text(spec.rowHeightMode)] ?? 8;
  return items.map((_, index) => ({
    x: (index % columns) * w,
    y: Math.floor(index / columns) * h,
    w,
    h,
  }));
}

function readPanel(name: string, element: Json, item: Json, place: Place): Panel {
  const spec = object(element.spec);
  const data = object(object(spec.data).spec);
  const limits = object(data.queryOptions);
  const drawing = object(spec.vizConfig);
  const drawingSpec = object(drawing.spec);
  const repeat = object(item.repeat);
  const isPanel = element.kind === 'Panel';
  return {
    key: name,
    // In v2alpha1 the kind of the drawing is its type.
    type: isPanel
      ? text(drawing.group) || text(drawing.kind, 'unknown')
      : text(element.kind, 'missing element'),
    title: text(spec.title, isPanel ? '' : name),
    description: text(spec.description),
    isTransparent: spec.transparent === true,
    place,
    repeat:
      repeat.mode === 'variable'
        ? {
            variable: text(repeat.value),
            isVertical: repeat.direction === 'v',
            perRow: number(repeat.maxPerRow, 4),
          }
        : undefined,
    targets: objects(data.queries).map((query, index) => {
      const { query: inner, refId, hidden } = object(query.spec);
      return readTarget({ ...object(object(inner).spec), refId, hide: hidden === true }, index);
    }),
    transformations: readTransformations(
      objects(data.transformations).map((transformation) => {
        const own = object(transformation.spec);
        return { ...own, id: text(own.id) || text(transformation.group) || text(transformation.kind) };
      }),
    ),
    options: object(drawingSpec.options),
    fieldConfig: readFieldConfig(drawingSpec.fieldConfig),
    links: readLinks(spec.links),
    interval: text(limits.interval),
    maxDataPoints: typeof limits.maxDataPoints === 'number' ? limits.maxDataPoints : undefined,
    timeFrom: text(limits.timeFrom),
    timeShift: text(limits.timeShift),
    scope: {},
  };
}

const SORTS = [
  ...['disabled', 'alphabeticalAsc', 'alphabeticalDesc', 'numericalAsc', 'numericalDesc'],
  ...['alphabeticalCaseInsensitiveAsc', 'alphabeticalCaseInsensitiveDesc', 'naturalAsc', 'naturalDesc'],
];

function readVariable(json: Json): Variable {
  const spec = object(json.spec);
  const query = object(object(spec.query).spec);
  return {
    name: text(spec.name),
    label: text(spec.label) || text(spec.name),
    type:
      text(json.kind)
        .replace(/Variable$/, '')
        .toLowerCase() || 'query',
    query: text(spec.query) || text(query.query) || text(query.expr) || text(spec.definition),
    regex: text(spec.regex),
    sort: Math.max(0, SORTS.indexOf(text(spec.sort))),
    isMulti: spec.multi === true,
    hasAll: spec.includeAll === true,
    allValue: text(spec.allValue),
    isHidden: spec.hide === 'hideVariable',
    current: texts(object(spec.current).value ?? []),
    options: objects(spec.options).flatMap(({ value }) => texts(value)),
  };
}

function readAnnotation(json: Json): readonly AnnotationQuery[] {
  const spec = object(json.spec);
  const query = object(object(spec.query).spec);
  const legacy = object(spec.legacyOptions);
  const expr = text(query.expr) || text(legacy.expr);
  if (spec.builtIn === true || expr === '') return [];
  return [
    {
      name: text(spec.name),
      expr,
      step: text(query.interval) || text(legacy.step) || '60s',
      titleFormat: text(legacy.titleFormat),
      textFormat: text(legacy.textFormat),
      tagKeys: text(legacy.tagKeys),
      color: text(spec.iconColor, 'red'),
      isEnabled: spec.enable !== false,
      isTimeFromValue: legacy.useValueForTime === true,
    },
  ];
}
