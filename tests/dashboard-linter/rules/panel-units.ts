import { objectAt, objectsAt, textAt } from '../json.ts';
import type { LintedPanel } from '../model.ts';
import { CHECKED_TYPES, panelRule } from '../rule.ts';
import { LINTER_UNITS } from '../units.ts';

/** Panels have a unit that Grafana knows: it prints any other behind the number. */
export const panelUnits = panelRule('panel-units-rule', CHECKED_TYPES, (panel) => {
  if (showsText(panel)) return undefined;
  const unit = unitOf(panel);
  if (unit === '') return 'the panel has no unit';
  return LINTER_UNITS.has(unit) ? undefined : `the panel has an unknown unit "${unit}"`;
});

/** The linter takes any `mappings`, even an empty list, as a sign that the values are shown as texts. */
function showsText({ type, options, fieldConfig }: LintedPanel): boolean {
  if (type === 'stat' && textAt(objectAt(options, 'reduceOptions'), 'fields') !== '') return true;
  const isGiven = (value: unknown) => value !== undefined && value !== null;
  if (isGiven(objectAt(fieldConfig, 'defaults').mappings)) return true;
  return overriddenProperties(fieldConfig).some(({ id, value }) => id === 'mappings' && isGiven(value));
}

function unitOf({ fieldConfig }: LintedPanel): string {
  const override = overriddenProperties(fieldConfig).findLast(({ id }) => id === 'unit');
  return (override ? textAt(override, 'value') : '') || textAt(objectAt(fieldConfig, 'defaults'), 'unit');
}

function overriddenProperties(fieldConfig: LintedPanel['fieldConfig']) {
  return objectsAt(fieldConfig, 'overrides').flatMap((override) => objectsAt(override, 'properties'));
}
