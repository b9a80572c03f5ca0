import { recordOf } from '../base/record.ts';
import type { Change } from './change.ts';
import { compareObjects } from './objects.ts';

type Json = Readonly<Record<string, unknown>>;

/** The differences between two specs of the same v2 dashboard, panel by panel. */
export function* compareResources(before: Json, after: Json): Generator<Change> {
  const section = `Dashboard ${after.title}`;
  const { elements: oldElements, ...ownBefore } = before;
  const { elements: newElements, ...ownAfter } = after;
  const [old, now] = [recordOf(oldElements), recordOf(newElements)];
  const own = [...compareObjects(ownBefore, ownAfter)];
  if (own.length > 0) {
    yield { section, part: 'dashboard', name: String(after.title), action: 'changed', details: own };
  }
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
    const [one, other] = [old[key], now[key]];
    const about = { section, part: 'panel', name: titleOf(other ?? one) ?? key } as const;
    if (one === undefined || other === undefined) {
      yield { ...about, action: one === undefined ? 'added' : 'removed', details: [] };
      continue;
    }
    const details = [...compareObjects(one, other)];
    if (details.length > 0) yield { ...about, action: 'changed', details };
  }
}

function titleOf(element: unknown): string | undefined {
  const { title } = recordOf(recordOf(element).spec);
  return typeof title === 'string' ? title : undefined;
}
