import { ALPHABET, type CharacterSet, type Pattern, parsePattern } from './pattern.ts';

/**
 * A nondeterministic automaton with a state per character of the pattern (Glushkov's construction), and state
 * 0 before the first one.
 */
export interface Automaton {
  /** The characters that lead into a state. */
  readonly entered: readonly CharacterSet[];
  readonly followers: readonly (readonly number[])[];
  readonly final: ReadonlySet<number>;
}

/** A part of the automaton: the states in which it may begin and end, and whether it may be skipped. */
interface Fragment {
  readonly isOptional: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Fragment = { isOptional: true, first: [], last: [] };

/** A longer pattern is unreadable for people as well. */
const MOST_STATES = 3000;
const MOST_STEPS = 300_000;

/** @returns undefined if the pattern cannot be analysed */
export function automatonOf(text: string): Automaton | undefined {
  const pattern = parsePattern(text);
  if (pattern === undefined || size(pattern) > MOST_STATES) return undefined;
  const entered: CharacterSet[] = [0n];
  const followers: Set<number>[] = [new Set()];
  const connect = (from: Iterable<number>, to: Iterable<number>) => {
    const targets = [...to];
    for (const state of from) for (const target of targets) followers[state]?.add(target);
  };

  function build(part: Pattern): Fragment {
    switch (part.type) {
      case 'empty':
        return NOTHING;
      case 'character': {
        const state = entered.push(part.set) - 1;
        followers.push(new Set());
        return { isOptional: false, first: [state], last: [state] };
      }
      case 'choice': {
        const parts = part.parts.map(build);
        return {
          isOptional: parts.some(({ isOptional }) => isOptional),
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
        };
      }
      case 'sequence':
        return part.parts.map(build).reduce(join, NOTHING);
      case 'repeat':
        return repeat(part);
    }
  }

  function join(a: Fragment, b: Fragment): Fragment {
    connect(a.last, b.first);
    return {
      isOptional: a.isOptional && b.isOptional,
      first: a.isOptional ? [...a.first, ...b.first] : a.first,
      last: b.isOptional ? [...a.last, ...b.last] : b.last,
    };
  }

  function repeat({ part, least, most }: Extract<Pattern, { type: 'repeat' }>): Fragment {
    const copies = Array.from({ length: Number.isFinite(most) ? most : Math.max(1, least) }, () =>
      build(part),
    );
    const final = copies.at(-1);
    if (!Number.isFinite(most) && final !== undefined) connect(final.last, final.first);
    // `a{1,3}` as `a(a(a)?)?`: then each copy leads only to the next one.
    const optional = copies
      .slice(least)
      .reduceRight((rest, copy) => ({ ...join(copy, rest), isOptional: true }), NOTHING);
    return copies.slice(0, least).reduceRight((rest, copy) => join(copy, rest), optional);
  }

  const whole = build(pattern);
  connect([0], whole.first);
  return {
    entered,
    followers: followers.map((states) => [...states]),
    final: new Set([...whole.last, ...(whole.isOptional ? [0] : [])]),
  };
}

/** Number of characters of the pattern with its repetitions expanded. */
function size(pattern: Pattern): number {
  switch (pattern.type) {
    case 'empty':
      return 0;
    case 'character':
      return 1;
    case 'choice':
    case 'sequence':
      return pattern.parts.reduce((sum, part) => sum + size(part), 0);
    case 'repeat': {
      const { part, least, most } = pattern;
      return size(part) * (Number.isFinite(most) ? most : Math.max(1, least));
    }
  }
}

/** Valid Kubernetes names (RFC 1123 subdomain). */
const NAME = automatonOf('[a-z0-9]+(-+[a-z0-9]+)*(\\.[a-z0-9]+(-+[a-z0-9]+)*)*');

/**
 * Names that all automata accept, shortest first: at most `count`, or fewer if there are no more.
 *
 * @returns undefined if the search takes too long
 */
export function commonNames(automata: readonly Automaton[], count: number): readonly string[] | undefined {
  const all = NAME === undefined ? automata : [NAME, ...automata];
  const names = new Set<string>();
  const queue: Step[] = [];
  const reached = new Map<string, Set<string>>();
  const reach = (step: Step) => {
    const key = step.states.join();
    const before = reached.get(key) ?? new Set();
    // Enough names: whatever follows another one also follows these.
    if (before.size >= count || before.has(step.name)) return;
    reached.set(key, before.add(step.name));
    queue.push(step);
  };
  reach({ states: all.map(() => 0), name: '' });
  let steps = 0;
  for (const { states, name } of queue) {
    if (all.every(({ final }, index) => final.has(states[index] ?? 0))) names.add(name);
    if (names.size >= count) break;
    for (const next of stepsFrom(all, states)) {
      steps += 1;
      if (steps > MOST_STEPS) return undefined;
      for (const character of charactersOf(next.set).slice(0, count)) {
        reach({ states: next.states, name: name + character });
      }
    }
  }
  return [...names];
}

interface Step {
  readonly states: readonly number[];
  readonly name: string;
}

function* stepsFrom(
  automata: readonly Automaton[],
  states: readonly number[],
  from = 0,
): Generator<{ readonly states: readonly number[]; readonly set: CharacterSet }> {
  const automaton = automata[from];
  if (automaton === undefined) {
    yield { states: [], set: (1n << BigInt(ALPHABET.length)) - 1n };
    return;
  }
  for (const rest of stepsFrom(automata, states, from + 1)) {
    for (const state of automaton.followers[states[from] ?? 0] ?? []) {
      const set = rest.set & (automaton.entered[state] ?? 0n);
      if (set !== 0n) yield { states: [state, ...rest.states], set };
    }
  }
}

function charactersOf(set: CharacterSet): readonly string[] {
  return [...ALPHABET].filter((_, index) => (set >> BigInt(index)) & 1n);
}
