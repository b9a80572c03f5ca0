/** A stretch of lines that differs: `before[beforeStart, beforeEnd)` became `after[afterStart, afterEnd)`. */
export interface Replacement {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/**
 * The shortest edit between two lists of lines, by the greedy algorithm of E. W. Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986). In ascending order; no two replacements touch.
 *
 * @param maximumEdits Where more lines than this differ, everything between the common start and the common end
 * counts as replaced: the search takes time in proportion to lines × edits, and memory to the edits squared.
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  maximumEdits = 2_000,
): readonly Replacement[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (beforeEnd > start && afterEnd > start && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd -= 1;
    afterEnd -= 1;
  }
  if (start === beforeEnd && start === afterEnd) return [];
  const whole = { beforeStart: start, beforeEnd, afterStart: start, afterEnd };
  if (start === beforeEnd || start === afterEnd) return [whole];
  const trace = search(before.slice(start, beforeEnd), after.slice(start, afterEnd), maximumEdits);
  if (trace === undefined) return [whole];
  return backtrack(trace, beforeEnd - start, afterEnd - start).map((each) => ({
    beforeStart: each.beforeStart + start,
    beforeEnd: each.beforeEnd + start,
    afterStart: each.afterStart + start,
    afterEnd: each.afterEnd + start,
  }));
}

/**
 * Diagonal k holds the points where x - y = k. `trace[d]` holds, for the diagonals -d to d, the furthest x that d
 * edits reach; diagonal k is at index k + d.
 */
type Trace = readonly Int32Array[];

function search(
  before: readonly string[],
  after: readonly string[],
  maximumEdits: number,
): Trace | undefined {
  const trace: Int32Array[] = [];
  const limit = Math.min(maximumEdits, before.length + after.length);
  for (let edits = 0; edits <= limit; edits += 1) {
    const furthest = new Int32Array(2 * edits + 1);
    const previous = trace[edits - 1];
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = previous === undefined ? 0 : firstStep(previous, edits - 1, diagonal).x;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest[diagonal + edits] = x;
      if (x >= before.length && x - diagonal >= after.length) {
        trace.push(furthest);
        return trace;
      }
    }
    trace.push(furthest);
  }
  return undefined;
}

/** The better way onto a diagonal: down from the one above (a line of `after`), or right from the one below. */
function firstStep(
  previous: Int32Array,
  previousEdits: number,
  diagonal: number,
): { readonly x: number; readonly isInsertion: boolean } {
  const fromAbove = previous[diagonal + 1 + previousEdits];
  const fromBelow = previous[diagonal - 1 + previousEdits];
  if (fromBelow === undefined || (fromAbove !== undefined && fromBelow < fromAbove)) {
    return { x: fromAbove ?? 0, isInsertion: true };
  }
  return { x: fromBelow + 1, isInsertion: false };
}

function backtrack(trace: Trace, beforeLength: number, afterLength: number): readonly Replacement[] {
  const replacements: Replacement[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const previous = trace[edits - 1];
    if (previous === undefined) break;
    const diagonal = x - y;
    const step = firstStep(previous, edits - 1, diagonal);
    const end = { x: step.x, y: step.x - diagonal };
    const begin = step.isInsertion ? { x: end.x, y: end.y - 1 } : { x: end.x - 1, y: end.y };
    const next = replacements[0];
    const isAdjacent = next !== undefined && next.beforeStart === end.x && next.afterStart === end.y;
    const replacement = {
      beforeStart: begin.x,
      beforeEnd: isAdjacent ? next.beforeEnd : end.x,
      afterStart: begin.y,
      afterEnd: isAdjacent ? next.afterEnd : end.y,
    };
    replacements.splice(0, isAdjacent ? 1 : 0, replacement);
    x = begin.x;
    y = begin.y;
  }
  return replacements;
}
