import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExpositionServer, startExpositionServer } from 'test-support/exposition';
import { NAMESPACE, POD } from 'test-support/observer-pod';

/** What kube-state-metrics, cAdvisor and the kubelet answer, by the path at which they are scraped here. */
const RECORDINGS = {
  '/kube-state-metrics': 'kube-state-metrics.prom',
  '/metrics/cadvisor': 'cadvisor.prom',
  '/metrics': 'kubelet.prom',
} as const;

/** A second pod of the observer, of which nothing is heard but what a fault says. */
const SECOND_POD = '/observer';

export type PlatformPath = keyof typeof RECORDINGS | typeof SECOND_POD;

export type Labels = Readonly<Record<string, string>>;

/** A number, or what it is so many seconds after it was set. */
export type Value = number | ((seconds: number) => number);

interface Sample {
  readonly at: PlatformPath;
  readonly name: string;
  readonly labels: Labels;
  value: () => number;
}

const CONTAINER: Labels = { namespace: NAMESPACE, pod: POD, container: 'observer' };

/** Plays the exporters of a cluster, from recordings of real ones, with values that faults change. */
export class Platform {
  readonly #samples: Sample[] = [];
  #server: ExpositionServer | undefined;

  static async start(recordings: string): Promise<Platform> {
    const platform = new Platform();
    for (const [at, file] of Object.entries(RECORDINGS) as [PlatformPath, string][]) {
      platform.#read(at, readFileSync(path.join(recordings, file), 'utf8'));
    }
    platform.#live();
    const server = [...Object.keys(RECORDINGS), SECOND_POD].map(
      (at) => [at, () => platform.#text(at)] as const,
    );
    platform.#server = await startExpositionServer(Object.fromEntries(server));
    return platform;
  }

  get address(): string {
    return this.#server?.address ?? '';
  }

  /** Sets a series, which is added where there is none. The result sets it back. */
  set(at: PlatformPath, name: string, labels: Labels, value: Value): () => void {
    const start = Date.now();
    const now = () => (typeof value === 'number' ? value : value((Date.now() - start) / 1000));
    const found = this.#samples.find(
      (sample) => sample.at === at && sample.name === name && includes(sample.labels, labels),
    );
    if (found !== undefined) {
      const before = found.value;
      found.value = now;
      return () => {
        found.value = before;
      };
    }
    const added: Sample = { at, name, labels, value: now };
    this.#samples.push(added);
    return () => {
      this.#samples.splice(this.#samples.indexOf(added), 1);
    };
  }

  /** What a running container does, and what the recordings have not. */
  #live(): void {
    this.set(
      '/metrics/cadvisor',
      'container_cpu_cfs_periods_total',
      CONTAINER,
      (seconds) => 48_123 + 10 * seconds,
    );
    this.set(
      '/metrics/cadvisor',
      'container_cpu_usage_seconds_total',
      CONTAINER,
      (seconds) => 152.59 + seconds / 20,
    );
    const backup = { namespace: NAMESPACE, persistentvolumeclaim: 'observer-backup' };
    for (const [name, value] of Object.entries({
      available_bytes: 7e10,
      capacity_bytes: 1e11,
      used_bytes: 3e10,
      inodes: 6_553_600,
      inodes_free: 6_500_000,
      inodes_used: 53_600,
    }))
      this.set('/metrics', `kubelet_volume_stats_${name}`, backup, value);
  }

  #read(at: PlatformPath, recording: string): void {
    for (const [, name = '', pairs = '', value = ''] of recording.matchAll(
      /^(\w+)\{(.*)\} (\S+)(?: \d+)?$/gm,
    )) {
      const labels = [...pairs.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
      this.#samples.push({ at, name, labels: Object.fromEntries(labels), value: () => Number(value) });
    }
  }

  #text(at: string): string {
    return this.#samples
      .filter((sample) => sample.at === at)
      .map(({ name, labels, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
        return `${name}{${pairs.join(',')}} ${value()}\n`;
      })
      .join('');
  }
}

function includes(all: Labels, some: Labels): boolean {
  return Object.entries(some).every(([label, value]) => all[label] === value);
}
