/** One detail of a change: `threshold: 5 % → 2 %`. */
export interface Detail {
  /** What differs: `threshold`, `for`, `query A: window`, `spec.endpoints[http].interval`. */
  readonly what: string;
  /** Absent if it is new. */
  readonly before?: string;
  /** Absent if it was removed. */
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

/** A change of one part of the generated files. */
export interface Change {
  /** The heading: a dashboard, `Rules`, `Metrics`, `Configuration`. */
  readonly section: string;
  readonly part: Part;
  readonly name: string;
  readonly action: 'added' | 'removed' | 'changed' | 'renamed';
  readonly details: readonly Detail[];
}

/** A detail, or none if both are the same. */
export function* differing(
  what: string,
  before: string | undefined,
  after: string | undefined,
): Generator<Detail> {
  if (before !== after) {
    yield { what, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  }
}

/** Matches the items of two lists, in the order of the second; removed items come last. */
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
