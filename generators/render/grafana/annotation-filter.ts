import type { CompiledDashboard } from '../../compile/model.ts';
import type { Annotation } from '../../define/dashboard.ts';

/** Which panels do not show an annotation; undefined where all do. */
export function annotationFilter(
  { exceptRows = [] }: Annotation,
  { rows }: CompiledDashboard,
): { readonly exclude: true; readonly ids: number[] } | undefined {
  const ids = rows
    .filter(({ definition }) => exceptRows.includes(definition.key))
    .flatMap(({ panels }) => panels.map(({ id }) => id));
  return ids.length === 0 ? undefined : { exclude: true, ids };
}
