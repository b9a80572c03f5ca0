/** One thing that a change does to a part: `threshold: 5 % → 2 %`. */
export interface Detail {
  /** What differs: `threshold`, `for`, `query A: window`, `spec.endpoints[http].interval`. */
  readonly what: string;
  /** Absent where there was none. */
  readonly before?: string;
  /** Absent where there is none any more. */
  readonly after?: string;
}

export type Part =
  | 'dashboard'
  | 'row'
  | 'panel'
  | 'variable'
  | 'annotation'
  | 'rule group'
  | 'alert'
  | 'recording rule'
  | 'metric'
  | 'object'
  | 'file';

/** What a change does to one part of what is generated. */
export interface Change {
  /** Heading under which it is told: a dashboard, `Rules`, `Metrics`, `Configuration`. */
  readonly section: string;
  readonly part: Part;
  readonly name: string;
  readonly action: 'added' | 'removed' | 'changed' | 'renamed';
  readonly details: readonly Detail[];
}

/** A detail, or none where both are the same. */
export function* differing(
  what: string,
  before: string | undefined,
  after: string | undefined,
): Generator<Detail> {
  if (before !== after) {
    yield { what, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }
}

/** Items of two lists that belong together, in the order of the second; what is gone comes last. */
export function pairs<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly [Item | undefined, Item | undefined])[] {
  const rest = [...before];
  const takeMatching = (item: Item) => {
    const index = rest.findIndex((other) => keyOf(other) === keyOf(item));
    return index === -1 ? undefined : rest.splice(index, 1)[0];
  };
  const found = after.map((item) => [takeMatching(item), item] as const);
  return [...found, ...rest.map((item) => [item, undefined] as const)];
}
