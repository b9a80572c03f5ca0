import { COMPARISONS, childrenOf, type Selector, type Syntax } from './syntax.ts';

/** A selector and what the query does with it. */
export interface SelectorUse {
  readonly selector: Selector;
  /** The function or aggregation whose argument it is, for example `rate`. */
  readonly consumer?: string;
  /** Whether the consumer's range comes from a subquery. */
  readonly isSubqueried: boolean;
  /** Whether only the presence of samples counts, not their values. */
  readonly isPresenceOnly: boolean;
  /**
   * How far back it looks, in milliseconds: its own and enclosing ranges and offsets, as far as they are
   * fixed.
   */
  readonly reach: number;
}

interface Context {
  readonly consumer?: string;
  readonly isSubqueried: boolean;
  readonly isPresenceOnly: boolean;
  readonly reach: number;
}

/** These depend only on whether and when there are samples. */
const PRESENCE: ReadonlySet<string> = new Set([
  'absent',
  'absent_over_time',
  'count',
  'count_over_time',
  'group',
  'present_over_time',
  'timestamp',
]);

/** All selectors of a query, in the order of the text. */
export function selectorsOf(syntax: Syntax): SelectorUse[] {
  const uses: SelectorUse[] = [];
  visit(syntax, { isSubqueried: false, isPresenceOnly: false, reach: 0 }, uses);
  return uses;
}

function visit(node: Syntax, context: Context, uses: SelectorUse[]): void {
  if (node.type === 'selector') {
    const { reach, ...rest } = context;
    uses.push({ selector: node, ...rest, reach: reach + length(node.range) + length(node.offset) });
    return;
  }
  for (const child of childrenOf(node)) visit(child, inside(node, child, context), uses);
}

function inside(node: Syntax, child: Syntax, context: Context): Context {
  const { consumer: _, ...around } = context;
  switch (node.type) {
    case 'call':
    case 'aggregation': {
      const name = node.type === 'call' ? node.name : node.operator;
      return {
        consumer: name,
        isSubqueried: false,
        isPresenceOnly: context.isPresenceOnly || PRESENCE.has(name),
        reach: context.reach,
      };
    }
    case 'subquery':
      return {
        ...context,
        isSubqueried: true,
        reach: context.reach + length(node.range) + length(node.offset),
      };
    case 'binary':
      // The right side of `and` and `unless` matters by its presence; a comparison by its value.
      if (child === node.right && (node.operator === 'and' || node.operator === 'unless')) {
        return { ...around, isPresenceOnly: true };
      }
      return COMPARISONS.has(node.operator) ? { ...around, isPresenceOnly: false } : around;
    default:
      return context;
  }
}

function length(duration: { readonly milliseconds: number | undefined } | undefined): number {
  return Math.max(0, duration?.milliseconds ?? 0);
}
