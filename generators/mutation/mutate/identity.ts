import { createHash } from 'node:crypto';
import type { Span } from '../../promql/parse/index.ts';
import { applyEdits, type Edit } from './edit.ts';
import type { MutatedExpression } from './expression.ts';
import type { Wording } from './mutation.ts';
import { oneLine } from './source.ts';

/**
 * An identity per mutant that does not depend on other parts of the expression: its operator and its text,
 * with as much around it as distinguishes it from the others.
 */
export function identities(mutants: readonly MutatedExpression[], scope: string): string[] {
  const ids: string[] = [];
  let pending = mutants.map((mutant, index) => ({ mutant, index }));
  for (let level = 0; pending.length > 0; level += 1) {
    const texts = pending.map(({ mutant }) => described(mutant, level));
    const count = new Map<string, number>();
    for (const text of texts) count.set(text, (count.get(text) ?? 0) + 1);
    pending = pending.filter(({ mutant, index }, at) => {
      const text = texts[at] ?? '';
      if (count.get(text) !== 1 && level < mutant.surroundings.length) return true;
      ids[index] = identity(mutant.operator, scope, text);
      return false;
    });
  }
  return ids;
}

export function identity(operator: string, scope: string, text: string): string {
  const hash = createHash('sha256').update(`${scope}\0${text}`).digest('hex');
  return `${operator}-${hash.slice(0, 8)}`;
}

function described(mutant: MutatedExpression, level: number): string {
  const surrounding = mutant.surroundings[level - 1];
  const { before, after } = surrounding === undefined ? worded(mutant) : wordingOf(mutant, surrounding);
  return `${mutant.operator} ${before} -> ${after}`;
}

/** The mistake as shown. */
export function worded(mutant: MutatedExpression): Wording {
  return mutant.wording ?? wordingOf(mutant, mutant.shown);
}

/** The change within a range; edits outside it are omitted. */
function wordingOf(
  { source, edits }: Pick<MutatedExpression, 'source' | 'edits'>,
  { from, to }: Span,
): Wording {
  const inside = edits
    .filter((edit) => edit.from >= from && edit.to <= to)
    .map((edit): Edit => ({ from: edit.from - from, to: edit.to - from, text: edit.text }));
  const stretch = source.text.slice(from, to);
  return { before: oneLine(stretch), after: oneLine(applyEdits(stretch, inside)) };
}
