import type { ServiceConfig } from '../config/config.ts';
import { examplePods, exampleVolumes } from '../config/names/examples.ts';

/** Labels of a target in tests. */
export type ExampleTarget = Readonly<Record<'instance' | 'pod', string>>;

/**
 * Two targets of the service, as its pods are scraped. Where `selectors.pods` matches one name only, the second is the
 * same pod at another address.
 */
export function exampleTargets(config: ServiceConfig): readonly [ExampleTarget, ExampleTarget] {
  const [pod = config.app, other = pod] = examplePods(config, 2);
  return [
    { instance: '10.1.0.7:8000', pod },
    { instance: '10.1.0.8:8000', pod: other },
  ];
}

/** Labels of series that belong to somebody else: of another namespace, or of another job than the exporter's. */
export function foreignLabels(
  { namespace, jobs }: ServiceConfig,
  exporter: string,
): readonly [Readonly<Record<'namespace', string>>, Readonly<Record<'job', string>>] {
  return [{ namespace: otherThan(namespace) }, { job: otherThan(jobs[exporter] ?? exporter) }];
}

const otherThan = (name: string) => (name === 'another' ? 'other' : 'another');

/** PersistentVolumeClaims of the service: the second is undefined where the selector takes one only. */
export function exampleClaims(config: ServiceConfig): readonly [string, string | undefined] {
  const [claim = config.app, other] = exampleVolumes(config, 2);
  return [claim, other];
}
