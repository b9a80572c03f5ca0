import type { Diagnostic } from '../../base/diagnostic.ts';
import { groupBy } from '../group-by.ts';

/** A diagnostic without a place. */
export type Explanation = Pick<Diagnostic, 'code' | 'message' | 'reason' | 'remedy'>;

/** A setting that cannot be as it is. */
export function badSetting(diagnostic: Omit<Diagnostic, 'code' | 'severity'>): Diagnostic {
  return { code: 'config/value', severity: 'error', ...diagnostic };
}

/** From top to bottom, as people read the file. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => {
    const byLine = (a.place.line ?? 0) - (b.place.line ?? 0);
    return byLine === 0 ? (a.place.column ?? 0) - (b.place.column ?? 0) : byLine;
  });
}

/**
 * Combines diagnostics into one per correction: a mistake in one place that was found through every service,
 * or a mistake of the whole file that each service has in its own place.
 */
export function combineAlike(diagnostics: readonly Diagnostic[], serviceCount: number): Diagnostic[] {
  const groups = groupBy(diagnostics, ({ code, message, place }) =>
    JSON.stringify([code, place.definition, message]),
  );
  return [...groups.values()].flatMap((group) => {
    const byPlace = new Map(group.map((each) => [`${each.place.line}:${each.place.column}`, each]));
    const [first] = byPlace.values();
    if (first === undefined || byPlace.size < serviceCount || serviceCount === 1)
      return [...byPlace.values()];
    const { file, definition } = first.place;
    return [
      {
        ...first,
        place: { ...(file !== undefined && { file }), ...(definition !== undefined && { definition }) },
      },
    ];
  });
}
