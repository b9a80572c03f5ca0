import { type Metric, type Series, seriesOf } from '../../contract/metric.ts';

/** The series that a metric name stands for. Several exporters may have one name, such as `up`. */
export interface Catalogue {
  readonly names: ReadonlySet<string>;
  seriesNamed(name: string): readonly Series[];
}

export function catalogueOf(contract: readonly Metric[]): Catalogue {
  const byName = new Map<string, Series[]>();
  for (const series of contract.flatMap((metric) => [...seriesOf(metric)])) {
    const sameName = byName.get(series.name);
    if (sameName === undefined) byName.set(series.name, [series]);
    else sameName.push(series);
  }
  return { names: new Set(byName.keys()), seriesNamed: (name) => byName.get(name) ?? [] };
}

/**
 * The catalogue for one query: a name that stands for several series is narrowed to those that the query
 * reads.
 */
export function narrowedTo(catalogue: Catalogue, reads: readonly Series[]): Catalogue {
  return {
    names: catalogue.names,
    seriesNamed: (name) => {
      const all = catalogue.seriesNamed(name);
      if (all.length < 2) return all;
      const meant = all.filter((series) => reads.includes(series));
      return meant.length === 0 ? all : meant;
    },
  };
}

/** Labels that a series can have: its own and those that the scrape adds. */
export function labelsOfSeries(series: Series): string[] {
  return [...Object.keys(series.domains), ...series.exporter.targetLabels];
}
