import type {
  CompiledAlert,
  CompiledPanel,
  CompiledRecordingRule,
  CompiledService,
} from '../compile/model.ts';

/** All panels of the dashboard, top to bottom. */
export function panelsOf(service: CompiledService): readonly CompiledPanel[] {
  return service.dashboard.rows.flatMap((row) => row.panels);
}

export function alertsOf(service: CompiledService): readonly CompiledAlert[] {
  return rulesOf(service).filter((rule) => rule.kind === 'alert');
}

export function recordsOf(service: CompiledService): readonly CompiledRecordingRule[] {
  return rulesOf(service).filter((rule) => rule.kind === 'recording rule');
}

/** The values that occur more than once. */
export function duplicatesIn<Value>(values: readonly Value[]): Set<Value> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index));
}

function rulesOf(service: CompiledService): (CompiledAlert | CompiledRecordingRule)[] {
  return service.groups.flatMap((group) => group.rules);
}
