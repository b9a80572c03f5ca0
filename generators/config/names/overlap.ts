import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LocatedService } from '../consistency.ts';
import { groupBy } from '../group-by.ts';
import { anchoredExpression } from '../schema/re2.ts';
import { type Automaton, automatonOf, commonNames } from './automaton.ts';
import { isCut, likelyPods, likelyVolumes } from './kubernetes.ts';

const KINDS = {
  pods: { noun: 'pods', likely: likelyPods },
  volumes: { noun: 'claims', likely: likelyVolumes },
} as const;

type Kind = keyof typeof KINDS;

/** A selector of a service, prepared for comparison with many others. */
interface Selector {
  readonly service: LocatedService;
  readonly app: string;
  readonly pattern: string;
  /** False for the default. */
  readonly isWritten: boolean;
  /** The common prefix of all its names. */
  readonly prefix: string;
}

/**
 * Finds services in one namespace whose selectors match the same names: an error, or a warning if that is
 * unknown.
 */
export function checkSelectorOverlap(services: readonly LocatedService[]): Diagnostic[] {
  const namespaces = groupBy(services, ({ config }) => config.namespace);
  return [...namespaces.values()].flatMap((group) =>
    group.length < 2 ? [] : [...overlapsIn(group, 'pods'), ...overlapsIn(group, 'volumes')],
  );
}

function* overlapsIn(services: readonly LocatedService[], kind: Kind): Generator<Diagnostic> {
  const selectors = services.map((service) => selectorOf(service, kind));
  const automata = new Map<string, Automaton | undefined>();
  const automaton = ({ pattern }: Selector) => {
    if (!automata.has(pattern)) automata.set(pattern, automatonOf(pattern));
    return automata.get(pattern);
  };
  for (const [index, one] of selectors.entries()) {
    for (const other of selectors.slice(index + 1)) {
      if (!mayOverlap(one, other)) continue;
      const likely = likelyCommonName(one, other, kind);
      const names = likely === undefined ? commonNamesOf(automaton(one), automaton(other)) : [likely];
      if (names === undefined) yield undecided(one, other, kind);
      else if (names[0] !== undefined) yield overlap(one, other, kind, names[0]);
    }
  }
}

function selectorOf(service: LocatedService, kind: Kind): Selector {
  const { app, selectors } = service.config;
  const pattern = selectors[kind];
  return {
    service,
    app,
    pattern,
    isWritten: service.layerOf(['selectors', kind]) >= 0,
    // An alternative may begin differently, and a repeated part may be absent.
    prefix: /[|]|^\(\?i/.test(pattern) ? '' : (/^[a-z0-9-]*(?![*?{a-z0-9-])/.exec(pattern)?.[0] ?? ''),
  };
}

/**
 * A cheap filter, because a fleet may have hundreds of thousands of pairs. Two defaults overlap only if one
 * name contains the other, or is so long that Kubernetes cuts it.
 */
function mayOverlap(one: Selector, other: Selector): boolean {
  if (!one.prefix.startsWith(other.prefix) && !other.prefix.startsWith(one.prefix)) return false;
  if (one.isWritten || other.isWritten) return true;
  const [short, long] = one.app.length < other.app.length ? [one.app, other.app] : [other.app, one.app];
  return long.startsWith(`${short}-`) || long.endsWith(`-${short}`) || isCut(long);
}

/** A familiar name is a better example than the shortest one. */
function likelyCommonName(one: Selector, other: Selector, kind: Kind): string | undefined {
  const [first, second] = [anchoredExpression(one.pattern), anchoredExpression(other.pattern)];
  const names = [...KINDS[kind].likely(one.app), ...KINDS[kind].likely(other.app)];
  return names.find((name) => first?.test(name) === true && second?.test(name) === true);
}

function commonNamesOf(one: Automaton | undefined, other: Automaton | undefined) {
  return one === undefined || other === undefined ? undefined : commonNames([one, other], 1);
}

function overlap(one: Selector, other: Selector, kind: Kind, name: string): Diagnostic {
  // Blame a pattern that somebody wrote rather than a default.
  const culprit = other.isWritten || !one.isWritten ? other : one;
  const { noun } = KINDS[kind];
  return {
    code: 'config/overlap',
    severity: 'error',
    place: culprit.service.placeOf(['selectors', kind]),
    message: `\`selectors.${kind}\` of \`${one.app}\` and of \`${other.app}\` both match \`${name}\`: ${one.pattern} and ${other.pattern}`,
    reason: `The alerts and panels of each service count the ${noun} of the other, and both page for one fault.`,
    remedy: `Under \`services.${culprit.app}\`, write \`selectors: { ${kind}: … }\` with a pattern that matches only its own ${noun}${culprit.isWritten ? ', or leave it out' : ''}.`,
  };
}

function undecided(one: Selector, other: Selector, kind: Kind): Diagnostic {
  const culprit = other.isWritten ? other : one;
  return {
    code: 'config/overlap',
    severity: 'warning',
    place: culprit.service.placeOf(['selectors', kind]),
    message: `It is unknown whether \`selectors.${kind}\` of \`${one.app}\` and of \`${other.app}\` match the same names: ${one.pattern} and ${other.pattern}`,
    reason: `If they do, both services page for one fault.`,
    remedy: 'Write the pattern with literal text, classes, groups and repetitions, or make sure yourself.',
  };
}
