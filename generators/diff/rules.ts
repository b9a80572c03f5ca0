import { isRecord, recordsOf } from '../base/record.ts';
import { type Change, type Detail, differing, pairs } from './change.ts';
import { compareExpressions, flat } from './expression.ts';
import { compareObjects } from './objects.ts';
import { inUnit } from './units.ts';

type Json = Readonly<Record<string, unknown>>;

const SECTION = 'Rules';

/** A rule and its group. */
export interface PlacedRule {
  readonly group: string;
  readonly part: 'alert' | 'recording rule';
  readonly name: string;
  readonly expression: string;
  readonly model: Json;
}

/** The unit of the panel that an alert opens. */
export type UnitOf = (rule: PlacedRule) => string | undefined;

/** The differences between two sets of rule groups, by their names. */
export function* compareRules(
  before: ReadonlyMap<string, Json>,
  after: ReadonlyMap<string, Json>,
  unitOf: UnitOf,
): Generator<Change> {
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    const action = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    const { rules: _, ...oldRest } = old ?? {};
    const { rules: __, ...newRest } = now ?? {};
    const details = action === 'changed' ? [...compareObjects(oldRest, newRest)] : [];
    if (action !== 'changed' || details.length > 0) {
      yield { section: SECTION, part: 'rule group', name, action, details };
    }
  }
  for (const [old, now] of pairedRules(rulesOf(before), rulesOf(after))) {
    const rule = now ?? old;
    if (rule === undefined) continue;
    const about = { section: SECTION, part: rule.part, name: rule.name };
    if (old === undefined) yield { ...about, action: 'added', details: [...introduce(rule)] };
    else if (now === undefined) yield { ...about, action: 'removed', details: [] };
    else {
      const details = [...compareRule(old, now, unitOf)];
      if (details.length > 0) yield { ...about, action: 'changed', details };
    }
  }
}

/** All rules of all groups. */
export function rulesOf(groups: ReadonlyMap<string, Json>): readonly PlacedRule[] {
  return [...groups].flatMap(([group, { rules }]) =>
    recordsOf(rules).map((model) => ({
      group,
      part: typeof model.alert === 'string' ? ('alert' as const) : ('recording rule' as const),
      name: String(model.alert ?? model.record),
      expression: String(model.expr ?? ''),
      model,
    })),
  );
}

/** How rules of one name are matched, which the services of a fleet share: by the best likeness first, at last by order. */
const LIKENESS: readonly ((rule: PlacedRule) => unknown)[] = [
  ({ group, model }) => [group, model.labels],
  ({ model }) => model.labels,
  ({ group }) => group,
  () => '',
];

/** Matches rules of one name. */
export function pairedRules(
  before: readonly PlacedRule[],
  after: readonly PlacedRule[],
): readonly (readonly [PlacedRule | undefined, PlacedRule | undefined])[] {
  const matched: (readonly [PlacedRule, PlacedRule])[] = [];
  let [old, now] = [before, after];
  for (const like of LIKENESS) {
    const found = pairs(old, now, (rule) => JSON.stringify([rule.part, rule.name, like(rule)]));
    for (const [one, other] of found)
      if (one !== undefined && other !== undefined) matched.push([one, other]);
    old = found.flatMap(([one, other]) => (one !== undefined && other === undefined ? [one] : []));
    now = found.flatMap(([one, other]) => (other !== undefined && one === undefined ? [other] : []));
  }
  return [
    ...matched,
    ...now.map((rule) => [undefined, rule] as const),
    ...old.map((rule) => [rule, undefined] as const),
  ];
}

function* introduce({ part, expression, model }: PlacedRule): Generator<Detail> {
  yield* differing('query', undefined, flat(expression));
  if (part === 'recording rule') return;
  yield* differing('for', undefined, textOf(model.for));
  yield* differing('severity', undefined, isRecord(model.labels) ? textOf(model.labels.severity) : undefined);
}

function* compareRule(before: PlacedRule, after: PlacedRule, unitOf: UnitOf): Generator<Detail> {
  yield* differing('group', before.group, after.group);
  for (const { what, ...values } of compareExpressions(before.expression, after.expression)) {
    yield { what, ...(what === 'threshold' ? inUnits(values, unitOf(before), unitOf(after)) : values) };
  }
  const { expr: _, ...old } = before.model;
  const { expr: __, ...now } = after.model;
  yield* compareObjects(old, now);
}

function inUnits(
  { before, after }: Omit<Detail, 'what'>,
  oldUnit: string | undefined,
  newUnit: string | undefined,
): Omit<Detail, 'what'> {
  return {
    ...(before !== undefined && { before: inUnit(Number(before), oldUnit) }),
    ...(after !== undefined && { after: inUnit(Number(after), newUnit) }),
  };
}

const textOf = (value: unknown) => (value === undefined ? undefined : String(value));
