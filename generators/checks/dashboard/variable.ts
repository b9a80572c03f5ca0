import { nearest } from '../../base/nearest.ts';
import type { RenderedService } from '../../compile/model.ts';
import { variablesIn } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { type Definition, panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

/** https://grafana.com/docs/grafana/latest/dashboards/variables/add-template-variables/#global-variables */
const GLOBAL: ReadonlySet<string> = new Set([
  '__all_variables',
  '__annotation',
  '__dashboard',
  '__data',
  '__field',
  '__from',
  '__interval',
  '__interval_ms',
  '__name',
  '__org',
  '__range',
  '__range_ms',
  '__range_s',
  '__rate_interval',
  '__rate_interval_ms',
  '__series',
  '__timeFilter',
  '__timezone',
  '__to',
  '__url',
  '__url_time_range',
  '__user',
  '__value',
]);

interface Place {
  readonly definition: Definition;
  readonly text: string;
}

export const variable = defineCheck({
  code: 'dashboard/variable',
  severity: 'error',
  title: 'Every used variable is declared, and every declared variable is used',
  reason: 'Grafana does not replace an unknown variable, so the query matches its literal text',
  page: {
    details:
      'A query, legend, title, link, annotation or variable uses a variable that is neither declared in the dashboard nor built into Grafana (`$__rate_interval` …). Reported as a warning: a declared variable is never used.',
    impact:
      'Grafana does not replace an unknown variable, so the query matches its literal text. An unused variable shows a dropdown that has no effect.',
    example: {
      language: 'promql',
      bad: 'active_connections{namespace="$ns"}',
      good: 'active_connections{namespace="$namespace"}',
    },
  },
  *find(service) {
    const declared = service.dashboard.definition.variables.map(({ name }) => name);
    for (const { definition, text } of placesOf(service)) {
      for (const use of variablesIn(text)) {
        if (declared.includes(use.name) || GLOBAL.has(use.name)) continue;
        const near = nearest(use.name, [...declared, ...GLOBAL]);
        yield {
          place: placeOf(definition, text, use),
          message: `the dashboard has no variable "${use.name}"`,
          remedy: near === undefined ? 'Declare it in the variables of the dashboard' : `Write $${near}`,
        };
      }
    }
    const used = new Set(variablesIn(JSON.stringify(service.classic)).map((use) => use.name));
    for (const name of declared) {
      if (used.has(name)) continue;
      yield {
        severity: 'warning',
        place: { definition: `dashboard variable ${name}` },
        message: `nothing uses the variable "${name}"`,
        reason: 'The dashboard shows a dropdown that has no effect',
        remedy: 'Use it in a query, or remove it',
      };
    }
  },
});

/** Every text of the dashboard in which Grafana replaces variables. */
function* placesOf(service: RenderedService): Generator<Place> {
  for (const panel of panelsOf(service)) {
    const definition = panelDefinition(panel);
    yield { definition, text: panel.definition.title };
    for (const { url } of panel.links) yield { definition, text: url };
    for (const { plot, expression } of panel.targets) {
      const target = { ...definition, name: `${definition.name}, target ${plot.ref}` };
      yield { definition: target, text: expression };
      yield { definition: target, text: plot.legend };
    }
  }
  const { rows, variables, annotations } = service.dashboard.definition;
  for (const { key, title } of rows) yield { definition: { name: `row ${key}` }, text: title };
  for (const one of variables) {
    if (one.kind === 'query')
      yield { definition: { name: `dashboard variable ${one.name}` }, text: one.query };
  }
  for (const { name, query, title, text } of annotations) {
    const definition = { name: `dashboard annotation "${name}"` };
    for (const part of [query, title, text]) yield { definition, text: part };
  }
}
