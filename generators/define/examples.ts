import type { ServiceConfig } from '../config/config.ts';
import { examplePods } from '../config/names/examples.ts';
import type { LabelDomains } from '../contract/metric.ts';

export { examplePods, exampleVolumes, foreignPod, foreignVolume } from '../config/names/examples.ts';

/** Labels of a target in tests. */
export type ExampleTarget = Readonly<Record<'instance' | 'pod', string>>;

/** Two targets of the service, like scraped pods. No rule selects targets by pod, so any name works. */
export function exampleTargets(config: ServiceConfig): readonly [ExampleTarget, ExampleTarget] {
  const [pod = config.app, other = `${pod}-other`] = examplePods(config, 2);
  return [
    { instance: '10.1.0.7:8000', pod },
    { instance: '10.1.0.8:8000', pod: other },
  ];
}

/**
 * Labels of series that do not belong to the service: another namespace, or another job than the exporter's.
 */
export function foreignLabels(
  { namespace, jobs }: ServiceConfig,
  exporter: string,
): readonly [Readonly<Record<'namespace', string>>, Readonly<Record<'job', string>>] {
  return [{ namespace: otherThan(namespace) }, { job: otherThan(jobs[exporter] ?? exporter) }];
}

const otherThan = (name: string) => (name === 'another' ? 'other' : 'another');

/** A possible value for each of these labels: the first one of a fixed set. */
export function exampleValues(
  domains: LabelDomains,
  labels: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    labels.map((label) => {
      const domain = domains[label];
      const [first] = domain?.kind === 'one-of' ? domain.values : [];
      return [label, first ?? 'example'];
    }),
  );
}
