import { recordOf } from '../base/record.ts';
import type { Change } from './change.ts';
import { compareDashboards, panelsOf } from './dashboards.ts';
import { compareMetrics } from './metrics.ts';
import { compareObjects } from './objects.ts';
import { compareRules, type PlacedRule } from './rules.ts';
import { type Files, readSnapshot, type Snapshot } from './snapshot.ts';

export type { Change, Detail } from './change.ts';
export { rulesOf } from './rules.ts';
export { type Files, readSnapshot, type Snapshot } from './snapshot.ts';

/** The changes of generated files, in the order in which a reviewer needs them. @throws DiagnosticError */
export function compareFiles(before: Files, after: Files): readonly Change[] {
  return compareSnapshots(readSnapshot(before), readSnapshot(after));
}

export function compareSnapshots(before: Snapshot, after: Snapshot): readonly Change[] {
  return [
    ...compareRules(before.groups, after.groups, (rule) => unitOfPanel(rule, after)),
    ...dashboards(before, after),
    ...compareMetrics(before, after),
    ...objects(before, after),
  ];
}

function* dashboards(before: Snapshot, after: Snapshot): Generator<Change> {
  for (const uid of new Set([...after.dashboards.keys(), ...before.dashboards.keys()])) {
    const [old, now] = [before.dashboards.get(uid), after.dashboards.get(uid)];
    if (old !== undefined && now !== undefined) {
      yield* compareDashboards(old, now);
      continue;
    }
    const title = String((now ?? old)?.title);
    const action = now === undefined ? 'removed' : 'added';
    yield { section: `Dashboard ${title}`, part: 'dashboard', name: title, action, details: [] };
  }
}

function* objects(before: Snapshot, after: Snapshot): Generator<Change> {
  for (const name of new Set([...after.objects.keys(), ...before.objects.keys()])) {
    const [old, now] = [before.objects.get(name), after.objects.get(name)];
    const action = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    const details = action === 'changed' ? [...compareObjects(old, now)] : [];
    if (action !== 'changed' || details.length > 0) {
      yield {
        section: 'Configuration',
        part: /\.\w+$/.test(name) ? 'file' : 'object',
        name,
        action,
        details,
      };
    }
  }
}

/** The panel of `dashboard_url` plots what the alert compares, in its unit. */
function unitOfPanel({ model }: PlacedRule, { dashboards }: Snapshot): string | undefined {
  const url = recordOf(model.annotations).dashboard_url;
  const id = /[?&]viewPanel=(?:panel-)?(\w+)/.exec(String(url))?.[1];
  if (id === undefined) return undefined;
  const panel = [...dashboards.values()].flatMap(panelsOf).find((one) => one.id === id);
  const { unit } = recordOf(recordOf(panel?.model.fieldConfig).defaults);
  return typeof unit === 'string' ? unit : undefined;
}
