import type { ServiceConfig } from '../config.ts';
import { anchoredExpression } from '../schema/re2.ts';
import { automatonOf, commonNames } from './automaton.ts';
import { likelyPods, likelyVolumes } from './kubernetes.ts';

type Service = Pick<ServiceConfig, 'app' | 'selectors'>;

/**
 * Names of pods that `selectors.pods` matches, for tests: as many as requested, or fewer if it matches no
 * more. They look like Kubernetes names if the pattern allows it.
 */
export function examplePods({ app, selectors }: Service, count: number): readonly string[] {
  return examples(selectors.pods, likelyPods(app), count);
}

/** Names of PersistentVolumeClaims that `selectors.volumes` matches, likewise. */
export function exampleVolumes({ app, selectors }: Service, count: number): readonly string[] {
  return examples(selectors.volumes, likelyVolumes(app), count);
}

/** The name of a pod that `selectors.pods` does not match; undefined if it matches every name. */
export function foreignPod({ app, selectors }: Service): string | undefined {
  return foreign(selectors.pods, likelyPods(app));
}

/** The name of a PersistentVolumeClaim that `selectors.volumes` does not match. */
export function foreignVolume({ app, selectors }: Service): string | undefined {
  return foreign(selectors.volumes, likelyVolumes(app));
}

function examples(pattern: string, likely: readonly string[], count: number): readonly string[] {
  const expression = anchoredExpression(pattern);
  const matched = likely.filter((name) => expression?.test(name) ?? true);
  if (matched.length >= count) return matched.slice(0, count);
  const automaton = automatonOf(pattern);
  const further = automaton === undefined ? [] : (commonNames([automaton], count) ?? []);
  return [...new Set([...matched, ...further])].slice(0, count);
}

function foreign(pattern: string, likely: readonly string[]): string | undefined {
  const expression = anchoredExpression(pattern);
  const candidates = [...likely.flatMap((name) => [`x-${name}`, `${name}-x`]), 'x', 'x-x', '0'];
  return candidates.find((name) => expression?.test(name) === false);
}
