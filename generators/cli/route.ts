import { readFile } from 'node:fs/promises';
import { readAlertmanager } from '../alertmanager/configuration.ts';
import { type LabelSet, parseMatchers } from '../alertmanager/matcher.ts';
import { simulate } from '../alertmanager/simulate.ts';
import { DiagnosticError } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';
import { alertsLike, type RoutedService } from '../compile/routed-service.ts';
import { showJson } from './findings.ts';
import { routedServices } from './route-project.ts';
import { deliveryJson, deliveryText } from './route-text.ts';
import { weekTable } from './route-week.ts';
import { painter, type Terminal } from './terminal.ts';

export interface RouteOptions {
  /** The alert: its name, or labels such as `{alertname="ShopHighErrorRatio", pod="shop-1"}`. */
  readonly alert?: string | undefined;
  readonly config: string;
  readonly env?: string | undefined;
  /** Any other Alertmanager configuration. */
  readonly file?: string | undefined;
  /** ISO 8601; now by default. */
  readonly at?: string | undefined;
  /** Alerts that fire at the same time. */
  readonly firing: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
}

/** Explains where alerts go at an instant. @returns the exit code: 1 if an alert reaches nobody */
export async function route(options: RouteOptions, terminal: Terminal): Promise<number> {
  const at = instantOf(options.at);
  const sources =
    options.file === undefined ? await routedServices(options) : [await fileSource(options.file)];
  if (options.all) return showWeek(sources, at, options, terminal);
  if (options.alert === undefined) {
    throw usage(
      'no alert is named',
      'Name one, as in "oac route ShopHighErrorRatio", or write --all for every alert.',
    );
  }
  const given = labelsOf(options.alert);
  const candidates = sources.flatMap((source) =>
    meantBy(source, given).map((labels) => ({ source, labels })),
  );
  if (candidates.length === 0) throw unknownAlert(given, sources);
  const results = candidates.map(({ source, labels }) => {
    const firing = options.firing.flatMap((text) => {
      const other = labelsOf(text);
      const known = meantBy(source, other);
      return known.length > 0 ? known : [other];
    });
    return { source, labels, deliveries: simulate(source.model, labels, { at, firing }) };
  });
  if (options.json) {
    showJson(terminal, {
      at: at.toISOString(),
      alerts: results.map(({ source, labels, deliveries }) => ({
        labels,
        deliveries: deliveries.map((delivery) => deliveryJson(source, delivery)),
      })),
    });
  } else {
    const paint = painter(terminal.hasColor.out);
    for (const { source, labels, deliveries } of results) {
      terminal.out(deliveryText(source, labels, deliveries, paint));
    }
  }
  return results.every(({ deliveries }) => deliveries.some(({ isSent }) => isSent)) ? 0 : 1;
}

function showWeek(
  sources: readonly RoutedService[],
  at: Date,
  options: RouteOptions,
  terminal: Terminal,
): number {
  const alerts = sources.flatMap(({ alerts }) => alerts);
  if (alerts.length === 0) {
    throw usage(
      'a file of Alertmanager does not tell which alerts there are',
      'Leave --file out, or name one alert: oac route \'{alertname="…"}\' --file FILE.',
    );
  }
  const table = weekTable(sources, at);
  if (options.json) showJson(terminal, table);
  else terminal.out(options.markdown ? table.markdown() : table.text());
  return 0;
}

async function fileSource(file: string): Promise<RoutedService> {
  const model = readAlertmanager(file, await contentOf(file));
  return { model, alerts: [], becauseOf: () => undefined };
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw DiagnosticError.of({
      code: 'route/file',
      place: { file },
      message: `the file is unreadable (${cause})`,
      reason: 'It says where alerts go',
      remedy: 'Name a configuration of Alertmanager: --file alertmanager.yml',
    });
  }
}

/** The given labels themselves if no alerts are known. */
function meantBy({ alerts }: RoutedService, given: LabelSet): readonly LabelSet[] {
  return alerts.length === 0 ? [given] : alertsLike(alerts, given);
}

function unknownAlert(given: LabelSet, sources: readonly RoutedService[]): DiagnosticError {
  const names = sources.flatMap(({ alerts }) => alerts.map(({ alertname = '' }) => alertname));
  const name = given.alertname ?? '';
  const near = nearest(name, [...new Set(names)]);
  const isKnown = names.includes(name);
  return usage(
    isKnown ? `no rule of ${name} has these labels` : `the project has no alert "${name}"`,
    isKnown
      ? 'Leave labels out: those of the rule are added.'
      : near === undefined
        ? 'Name an alert of the project, or a file that routes it: --file alertmanager.yml.'
        : `Write ${near}.`,
  );
}

/** A bare word is the name of an alert, as for amtool. */
function labelsOf(text: string): LabelSet {
  if (/^[A-Za-z_]\w*$/.test(text)) return { alertname: text };
  const parsed = parseMatchers(text);
  const example = 'Write a name, or labels such as {alertname="ShopHighErrorRatio", severity="critical"}.';
  if (parsed.problem !== undefined) throw usage(parsed.problem, example);
  const wrong = parsed.matchers.find(({ operator }) => operator !== '=');
  if (wrong !== undefined) throw usage(`an alert has labels, and no ${wrong.operator}`, example);
  return Object.fromEntries(parsed.matchers.map(({ label, value }) => [label, value]));
}

function instantOf(text: string | undefined): Date {
  if (text === undefined) return new Date();
  const instant = new Date(text);
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  if (!Number.isNaN(instant.getTime()) && hasZone) return instant;
  throw usage(
    `--at is \`${text}\`, which is not a time with a time zone`,
    'Write it as 2026-11-24T03:00+09:00, or 2026-11-23T18:00Z.',
    'Routes depend on the time, and without a zone it means another instant on each machine',
  );
}

function usage(
  message: string,
  remedy: string,
  reason = 'It is not clear which alert is meant',
): DiagnosticError {
  return DiagnosticError.of({
    code: 'route/usage',
    place: { definition: 'oac route' },
    message,
    reason,
    remedy,
  });
}
