import type { Metric } from 'observability-as-code/contract';

/** The labels of a series. */
export type Labels = Readonly<Record<string, string>>;

/** Replaces label values beyond the limit. The name is OpenTelemetry's, for unknown HTTP methods. */
export const OTHER = '_OTHER';

/** Keeps the labels of a metric within the contract, so that nothing from outside creates unlimited series. */
export class Domains {
  readonly #metric: Pick<Metric, 'name' | 'domains' | 'presence'>;
  /** For each label with a cap, the values admitted so far. */
  readonly #seen = new Map<string, Set<string>>();

  constructor(metric: Pick<Metric, 'name' | 'domains' | 'presence'>) {
    this.#metric = metric;
  }

  /** Every combination that the contract lists; empty if a label can have unknown values. */
  combinations(): readonly Record<string, string>[] {
    const { domains, presence } = this.#metric;
    if (presence === 'after-first-event') return [];
    let combinations: Record<string, string>[] = [{}];
    for (const [label, domain] of Object.entries(domains)) {
      if (domain.kind !== 'one-of') return [];
      combinations = combinations.flatMap((rest) =>
        domain.values.map((value) => ({ ...rest, [label]: value })),
      );
    }
    return combinations;
  }

  /**
   * A copy of the labels in the contract's order and bounds: values beyond the cap become `_OTHER`, and so do
   * unlisted values of a fixed set that contains `_OTHER`.
   *
   * @throws RangeError if a label is missing, unknown, or has an unlisted value of a fixed set
   */
  bounded(labels: Labels): Record<string, string> {
    const { name, domains } = this.#metric;
    const bounded: Record<string, string> = {};
    for (const [label, domain] of Object.entries(domains)) {
      const value = labels[label];
      if (value === undefined) throw new RangeError(`${name} needs the label ${label}`);
      if (domain.kind === 'up-to') bounded[label] = this.#admitted(label, value, domain.cap);
      else if (domain.values.includes(value)) bounded[label] = value;
      else if (domain.values.includes(OTHER)) bounded[label] = OTHER;
      else throw new RangeError(`${name} has no series with ${label}="${value}"`);
    }
    const foreign = Object.keys(labels).find((label) => !(label in domains));
    if (foreign !== undefined) throw new RangeError(`${name} has no label ${foreign}`);
    return bounded;
  }

  #admitted(label: string, value: string, cap: number): string {
    let seen = this.#seen.get(label);
    if (seen === undefined) {
      seen = new Set();
      this.#seen.set(label, seen);
    }
    if (seen.has(value)) return value;
    // One place is reserved for `_OTHER`.
    if (seen.size >= cap - 1) return OTHER;
    seen.add(value);
    return value;
  }
}
