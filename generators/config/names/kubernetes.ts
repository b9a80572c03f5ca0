/**
 * How Kubernetes names the objects of a workload. All patterns are anchored RE2. Those of two services are
 * disjoint even if one name begins with the other.
 */

/** Kubernetes cuts the part of a generated name before its five random characters to this length. */
const LONGEST_STEM = 58;

/** A ReplicaSet's hash: up to ten digits and consonants, rarely fewer than four. */
const HASH = '[0-9b-df]';
const LONGEST_HASH = 10;

/** The random suffix of a pod's name. */
const RANDOM = '[0-9a-z]{5}';

/** Never five digits, which would be a random suffix. */
const ORDINAL = '[0-9]{1,4}';

/**
 * Pods of a Deployment (`app-7d9f8b6c5-x2x4z`), a DaemonSet or Job (`app-x2x4z`), a CronJob
 * (`app-28123456-x2x4z`) or a StatefulSet (`app-0`) with the service's name.
 */
export function podPattern(app: string): string {
  if (!isCut(app)) {
    return `${app}-((${HASH}{4,${LONGEST_HASH}}-)?${RANDOM}|${ORDINAL})`;
  }
  // Here the cut may go through the hash, or through the name itself.
  const stem = app.slice(0, LONGEST_STEM);
  return `${stem}-?${HASH}{0,${LONGEST_HASH}}-?${RANDOM}|${app}-${ORDINAL}`;
}

/** Whether the service's name is so long that the names of its pods are cut. */
export const isCut = (app: string) => `${app}-`.length + LONGEST_HASH + '-'.length > LONGEST_STEM;

/**
 * PersistentVolumeClaims of the service.
 *
 * @param volumes the names of the generated workload's claims; without them, any claim `app-data` or, of a
 *   StatefulSet, `data-app-0`
 */
export function volumePattern(app: string, volumes: readonly string[] | undefined): string {
  if (volumes === undefined || volumes.length === 0) {
    return `${app}-[a-z][0-9a-z]*|[a-z][0-9a-z]*-${app}-[0-9]+`;
  }
  const [only, ...others] = volumes;
  return others.length === 0 ? `${app}-${only}` : `${app}-(${volumes.join('|')})`;
}

/** Plausible pod names, the likeliest first. */
export function likelyPods(app: string): readonly string[] {
  const hashed = ['x2x9k', 'k8d2m', 'q4z7n'].map(
    (random) => `${`${app}-7c9f4d5b6-`.slice(0, LONGEST_STEM)}${random}`,
  );
  return [...hashed, ...[0, 1, 2].map((ordinal) => `${app}-${ordinal}`)];
}

/** Plausible claim names, the likeliest first. */
export function likelyVolumes(app: string): readonly string[] {
  return ['data', 'backup', 'cache'].flatMap((name) => [`${app}-${name}`, `${name}-${app}-0`]);
}
