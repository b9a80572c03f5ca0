import type { ServiceConfig } from '../config/config.ts';

/** Labels of a target in tests. */
export type ExampleTarget = Readonly<Record<'instance' | 'pod', string>>;

/** Two targets of the service, as its pods are scraped. */
export function exampleTargets({ app }: ServiceConfig): readonly [ExampleTarget, ExampleTarget] {
  const [pod = app, other = `${pod}-other`] = [`${app}-7c9f4d5b6-x2x9k`, `${app}-7c9f4d5b6-k8d2m`];
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
export function exampleClaims({ app }: ServiceConfig): readonly [string, string | undefined] {
  return [`${app}-data`, `${app}-backup`];
}
