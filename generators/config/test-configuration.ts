import { expect } from 'vitest';
import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import type { ServiceConfig } from './config.ts';
import type { ConfigurationDeclaration } from './declaration.ts';
import { loadConfiguration } from './load.ts';

/** A project's declaration, for tests. */
export const DECLARATION = {
  languages: ['ko', 'en'],
  thresholds: {
    errorRatio: { default: 0.05, minimum: 0, maximum: 1, description: 'Failed requests per request.' },
    latencySeconds: { default: 1.5, minimum: 0, description: 'Slowest good request, in seconds.' },
  },
  jobs: { service: 'unused', postgres: 'postgres', kubelet: 'kubelet' },
  extensions: {
    calendar: {
      type: 'object',
      description: 'Days without trading.',
      properties: {
        exchange: { type: 'string', description: 'Name of the exchange.', examples: ['KRX'] },
        closed: {
          type: 'array',
          description: 'Closed days.',
          items: { type: 'string', format: 'date', description: 'A closed day.' },
        },
        early: {
          type: 'array',
          description: 'Days that end early.',
          items: {
            type: 'object',
            properties: {
              closes: { type: 'string', pattern: '^\\d\\d:\\d\\d$', description: 'Hour and minute.' },
            },
            required: ['closes'],
            additionalProperties: false,
          },
        },
        open: {
          description: 'Whether it opens, or from when.',
          examples: [true],
          anyOf: [{ type: 'boolean' }, { type: 'string', pattern: '^\\d\\d:\\d\\d$' }],
        },
      },
      required: ['exchange'],
      additionalProperties: false,
    },
  },
  workload: {
    volumes: {
      stock: { mountPath: '/stock', size: '1Gi', description: 'What is in stock.' },
      archive: { mountPath: '/archive', size: '2Gi', description: 'What was in stock.' },
    },
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
  },
} as const satisfies ConfigurationDeclaration;

/** The smallest file, six lines long. */
export const SMALLEST = `app: observer
namespace: observer-prod
grafana:
  url: https://grafana.example.com
runbooks:
  url: https://example.com/runbooks
`;

/** The configuration in a text, of {@link DECLARATION}. */
export function load(text: string, environment?: string) {
  return loadConfiguration({ file: 'observability.yaml', text, declaration: DECLARATION, environment });
}

/** The diagnostics of `run`; empty if it succeeds. */
export function diagnosticsOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

/** Each diagnostic: the code, the place and what is marked there | the message | the remedy. */
export function reportsOf(text: string, environment?: string): readonly string[] {
  const found = diagnosticsOf(() => load(text, environment));
  return found.map(({ code, place: { line, column, excerpt }, message, remedy }) => {
    const marked = excerpt?.text.slice(excerpt.from, excerpt.to);
    const report = line === undefined ? code : `${code} ${line}:${column} ${marked}`;
    return `${report} | ${message} | ${remedy}`;
  });
}

/** What is appended to the smallest file, so that it begins in line 7, and what is reported. */
export type Mistake = readonly [written: string, ...reports: readonly string[]];

export function expectReported(written: string, ...reports: readonly string[]): void {
  expect(reportsOf(SMALLEST + written)).toEqual(reports);
}

/** A shop, as its configuration says. */
export const shopService: ServiceConfig = {
  app: 'shop',
  environment: 'prod',
  namespace: 'shop-prod',
  language: 'en',
  service: { name: 'shop', labels: { app: 'shop' }, portName: 'http', metricsPath: '/metrics' },
  intervals: { scrape: '30s', scrapeTimeout: '10s', evaluation: '1m' },
  jobs: { service: 'shop', warehouse: 'warehouse' },
  selectors: { pods: 'shop-.+', volumes: 'shop-.+' },
  prometheus: { retention: '10d' },
  operator: { profile: 'kube-prometheus-stack', release: 'prometheus' },
  labels: { app: 'shop' },
  alerts: { labels: { team: 'shop' } },
  grafana: {
    url: 'https://grafana.example.com',
    uid: 'shop',
    title: 'Shop',
    folder: 'Shop',
    sidecarLabels: { grafana_dashboard: '1' },
    sidecarFolderAnnotation: 'grafana_folder',
    tags: [],
    refresh: '30s',
    range: '6h',
    schemaVersion: 39,
  },
  elsewhere: [],
  runbooks: { url: 'https://example.com/runbooks' },
  thresholds: {},
  parts: {},
  extensions: {},
  disabledChecks: {},
};
