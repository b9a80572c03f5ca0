import { isRecord, recordOf, recordsOf } from '../base/record.ts';
import { type Change, type Detail, differing, pairs } from './change.ts';
import { compareExpressions, flat } from './expression.ts';
import { compareObjects } from './objects.ts';
import { inUnit } from './units.ts';

type Json = Readonly<Record<string, unknown>>;

/** A panel and its row. */
export interface PlacedPanel {
  readonly id: string;
  readonly title: string;
  readonly row: string;
  readonly model: Json;
}

/** The differences between two models of the same classic dashboard. */
export function* compareDashboards(before: Json, after: Json): Generator<Change> {
  const section = `Dashboard ${after.title ?? before.title}`;
  const parts = (key: 'variables' | 'annotations') => [listOf(before, key), listOf(after, key)] as const;
  const { panels: _, templating: __, annotations: ___, ...ownBefore } = before;
  const { panels: ____, templating: _____, annotations: ______, ...ownAfter } = after;
  const own = [...compareObjects(ownBefore, ownAfter)];
  if (own.length > 0) {
    yield { section, part: 'dashboard', name: String(after.title), action: 'changed', details: own };
  }
  const [oldPanels, newPanels] = [panelsOf(before), panelsOf(after)];
  const rowsOf = (panels: readonly PlacedPanel[]) => [...new Set(panels.map(({ row }) => row))];
  yield* comparedByName(
    section,
    'row',
    rowsOf(oldPanels),
    rowsOf(newPanels),
    (row) => row,
    () => [],
  );
  yield* comparedByName(
    section,
    'panel',
    oldPanels,
    newPanels,
    ({ id }) => id,
    comparePanels,
    ({ title, row }) => `${title} (row ${row || 'none'})`,
  );
  yield* comparedByName(section, 'variable', ...parts('variables'), nameOf, (a, b) => [
    ...compareObjects(a, b),
  ]);
  yield* comparedByName(section, 'annotation', ...parts('annotations'), nameOf, (a, b) => [
    ...compareObjects(a, b),
  ]);
}

/** All panels, including those of collapsed rows. */
export function panelsOf(dashboard: Json): readonly PlacedPanel[] {
  const found: PlacedPanel[] = [];
  let row = '';
  const add = (model: Json) =>
    found.push({ id: String(model.id ?? model.title), title: String(model.title ?? ''), row, model });
  for (const panel of recordsOf(dashboard.panels)) {
    if (panel.type !== 'row') {
      add(panel);
      continue;
    }
    row = String(panel.title);
    for (const inner of recordsOf(panel.panels)) add(inner);
  }
  return found;
}

function* comparedByName<Item>(
  section: string,
  part: Change['part'],
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
  compare: (before: Item, after: Item) => readonly Detail[],
  title: (item: Item) => string = keyOf,
): Generator<Change> {
  for (const [old, now] of pairs(before, after, keyOf)) {
    if (old === undefined && now !== undefined) {
      yield { section, part, name: title(now), action: 'added', details: [] };
    } else if (old !== undefined && now === undefined) {
      yield { section, part, name: title(old), action: 'removed', details: [] };
    } else if (old !== undefined && now !== undefined) {
      const details = compare(old, now);
      if (details.length > 0) yield { section, part, name: title(now), action: 'changed', details };
    }
  }
}

function comparePanels(before: PlacedPanel, after: PlacedPanel): readonly Detail[] {
  return [
    ...differing('title', before.title, after.title),
    ...differing('row', before.row, after.row),
    ...differing('type', textAt(before.model, 'type'), textAt(after.model, 'type')),
    ...differing('size', sizeOf(before.model), sizeOf(after.model)),
    ...differing('thresholds', thresholdsOf(before.model), thresholdsOf(after.model)),
    ...compareQueries(before.model, after.model),
    ...compareObjects(restOf(before.model), restOf(after.model)),
  ];
}

function* compareQueries(before: Json, after: Json): Generator<Detail> {
  const refOf = (target: Json) => String(target.refId);
  for (const [old, now] of pairs(recordsOf(before.targets), recordsOf(after.targets), refOf)) {
    const [oldText, newText] = [old, now].map((target) => target && textAt(target, 'expr'));
    const label = `query ${refOf(now ?? old ?? {})}`;
    if (oldText === undefined || newText === undefined) {
      yield* differing(label, oldText && flat(oldText), newText && flat(newText));
      continue;
    }
    for (const detail of compareExpressions(oldText, newText))
      yield { ...detail, what: detail.what === 'query' ? label : `${label}: ${detail.what}` };
    const { expr: _, ...oldRest } = old ?? {};
    const { expr: __, ...newRest } = now ?? {};
    for (const detail of compareObjects(oldRest, newRest))
      yield { ...detail, what: `${label}: ${detail.what}` };
  }
}

/**
 * Everything that the comparison of a panel does not cover otherwise. Its position follows from its row, its
 * links from its queries.
 */
function restOf({
  id: _,
  title: __,
  type: ___,
  gridPos: ____,
  targets: _____,
  links: ______,
  ...rest
}: Json): Json {
  const { fieldConfig } = rest;
  if (!isRecord(fieldConfig) || !isRecord(fieldConfig.defaults)) return rest;
  const { thresholds: _______, ...defaults } = fieldConfig.defaults;
  return { ...rest, fieldConfig: { ...fieldConfig, defaults } };
}

/** `orange from 5 %, red from 10 %` */
function thresholdsOf({ fieldConfig }: Json): string | undefined {
  const defaults = recordOf(recordOf(fieldConfig).defaults);
  const unit = typeof defaults.unit === 'string' ? defaults.unit : undefined;
  const steps = recordsOf(recordOf(defaults.thresholds).steps);
  const texts = steps.flatMap(({ color, value }) =>
    typeof value === 'number' ? [`${color} from ${inUnit(value, unit)}`] : [],
  );
  return texts.length === 0 ? undefined : texts.join(', ');
}

function sizeOf({ gridPos }: Json): string | undefined {
  return isRecord(gridPos) ? `${gridPos.w}×${gridPos.h}` : undefined;
}

function listOf(dashboard: Json, key: 'variables' | 'annotations'): readonly Json[] {
  const holder = key === 'variables' ? dashboard.templating : dashboard.annotations;
  return recordsOf(recordOf(holder).list);
}

const nameOf = ({ name }: Json) => String(name);

function textAt(model: Json, key: string): string | undefined {
  const value = model[key];
  return typeof value === 'string' ? value : undefined;
}
