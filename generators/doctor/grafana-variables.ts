import { formatDuration, milliseconds } from '../base/duration.ts';
import type { RenderedService } from '../compile/model.ts';
import { allValue } from '../render/grafana/variables.ts';

const VARIABLE = /\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]/g;

/**
 * Number of scrapes that a rate spans
 * (https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/).
 */
const SCRAPES = 4;

/**
 * Fills in a query's variables as Grafana does when the dashboard is opened, before anybody selects anything.
 */
export function asOpened(text: string, { dashboard, config }: RenderedService): string {
  const chosen = new Map<string, string>([
    ['__rate_interval', formatDuration(SCRAPES * milliseconds(config.intervals.scrape))],
    ['__interval', config.intervals.scrape],
    ['__range', config.grafana.range],
  ]);
  for (const variable of dashboard.definition.variables) {
    if (variable.kind === 'query') {
      chosen.set(
        variable.name,
        variable.initial ?? (variable.hasMany ? allValue(variable) : config.namespace),
      );
    }
  }
  return text.replace(VARIABLE, (whole, braced, plain, bracketed) => {
    return chosen.get(String(braced ?? plain ?? bracketed)) ?? whole;
  });
}
