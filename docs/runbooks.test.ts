import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarSchema } from 'krx-calendar';
import { jobsOf } from 'observability-as-code/contract';
import { describe, expect, it } from 'vitest';
import { observerDashboard } from '../dashboards/index.ts';
import { compileService } from '../generators/compile/service.ts';
import { loadConfiguration } from '../generators/config/load.ts';
import { analyse, catalogueOf, labelsOfSeries, type Selector } from '../generators/promql/parse/index.ts';
import { contract } from '../metrics/index.ts';
import project from '../observability.ts';
import { observerRules } from '../rules/index.ts';
import { thresholds } from '../signals/thresholds.ts';
import { observerWorkload } from '../workload/observer.ts';

const DIRECTORY = join(import.meta.dirname, 'runbooks');
const INDEX = 'README.md';

const SECTIONS = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'False positives', 'Related'];

/** Says nothing that has a default: the pages give the defaults, and the names of the production environment. */
const CONFIGURATION = `app: observer
namespace: observer-prod
grafana: { url: https://grafana.example.com }
runbooks: { url: https://example.com/runbooks }
`;

const [config] = loadConfiguration({
  file: 'observability.yaml',
  text: CONFIGURATION,
  declaration: {
    thresholds,
    jobs: jobsOf(contract),
    parts: project.parts ?? {},
    extensions: { calendar: calendarSchema },
    workload: observerWorkload,
  },
}).services;
if (config === undefined) throw new Error('the configuration above has no service');

/** Of rules that share a name, the first is the most severe. */
const severities = new Map(
  observerRules(config)
    .flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule] : [])))
    .reverse()
    .map(({ name, severity }) => [name, severity]),
);
const { groups, dashboard } = compileService(project, config);
const panelTitles = observerDashboard(config).rows.flatMap(({ panels }) => panels.map(({ title }) => title));
const catalogue = catalogueOf(contract);

const pages = readdirSync(DIRECTORY)
  .filter((file) => file.endsWith('.md') && file !== INDEX)
  .sort()
  .map((file) => ({ alert: file.replace(/\.md$/, ''), text: readFileSync(join(DIRECTORY, file), 'utf8') }));

describe('the runbooks', () => {
  it('have a page for each alert, and an alert for each page', () => {
    expect(pages.map(({ alert }) => alert)).toEqual([...severities.keys()].sort());
  });

  it('are listed in the index with their severity, each once', () => {
    const index = readFileSync(join(DIRECTORY, INDEX), 'utf8');
    const listed = [...index.matchAll(/\| \[(\w+)\]\((\w+)\.md\) +\| (\w+) +\|/g)];
    expect(listed.map(([, name, page, severity]) => [name, page, severity]).sort()).toEqual(
      [...severities].map(([name, severity]) => [name, name, severity]).sort(),
    );
  });
});

describe.each(pages)('the runbook of $alert', ({ alert, text }) => {
  it('opens with what the reader does first, a Korean summary, and has the sections of every runbook', () => {
    expect(text).toMatch(
      new RegExp(
        `^# ${alert}\n\n\\*\\*먼저:\\*\\* .*\\p{Script=Hangul}.*\n\n\\*\\*요약:\\*\\* .*\\p{Script=Hangul}`,
        'u',
      ),
    );
    expect(headingsOf(text)).toEqual(SECTIONS);
  });

  it('states the severity of the rule', () => {
    expect(/\n## Meaning\n\nSeverity: (\w+)\./.exec(text)?.[1]).toBe(severities.get(alert));
  });

  it('shows queries that Prometheus can parse', () => {
    const queries = queriesIn(text);
    expect(queries).not.toEqual([]);
    for (const query of queries) expect(analyse(query).problems, query).toEqual([]);
  });

  it('asks only for metrics and labels of the contract', () => {
    const unknown = queriesIn(text).flatMap((query) =>
      analyse(query).selectors.flatMap(({ selector }) => unknownNames(selector)),
    );
    expect(unknown).toEqual([]);
  });

  it('names thresholds that exist', () => {
    const named = [...text.matchAll(/`thresholds\.(\w+)`/g)].map(([, name]) => name);
    expect(named.filter((name) => name === undefined || !Object.hasOwn(thresholds, name))).toEqual([]);
  });

  it('links only to pages that exist', () => {
    const linked = [...text.matchAll(/\]\((\w+)\.md\)/g)].map(([, name]) => name);
    expect(linked.filter((name) => name === undefined || !severities.has(name))).toEqual([]);
  });

  it('names panels of the dashboard, those that the alert opens among them', () => {
    const line = /^- Panels: (.+(?:\n {2}.+)*)$/m.exec(text)?.[1] ?? '';
    const titles = line.replaceAll(/\n {2}/g, ' ').split(/, (?![^(]*\))/);
    expect(titles.filter((title) => !panelTitles.includes(title))).toEqual([]);
    expect(titles).toEqual(expect.arrayContaining(openedBy(alert)));
  });
});

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
}

/** The contents of all blocks of PromQL, also of those in lists. */
function queriesIn(text: string): string[] {
  return [...text.matchAll(/^( *)```promql\n([\s\S]*?)\n\1```$/gm)].flatMap(([, , query]) => query ?? []);
}

/** What stands in a selector and is not in the contract: the metric, or labels that none of its series has. */
function unknownNames({ metric, matchers }: Selector): string[] {
  if (metric === undefined) return ['a selector without a metric'];
  const series = catalogue.seriesNamed(metric.text);
  if (series.length === 0) return [metric.text];
  const labels = series.flatMap(labelsOfSeries);
  return matchers
    .filter(({ label }) => !labels.includes(label.text))
    .map(({ label }) => `${metric.text}{${label.text}}`);
}

/** Titles of the panels that the rules of this name open. */
function openedBy(name: string): string[] {
  const opened = groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (rule.kind === 'alert' && rule.definition.name === name ? [rule.panel] : []));
  return dashboard.rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ definition }) => (opened.includes(definition.key) ? [definition.title] : []));
}
