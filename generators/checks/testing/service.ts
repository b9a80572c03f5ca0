import type {
  CompiledAlert,
  CompiledPanel,
  CompiledRecordingRule,
  GridPosition,
  RenderedService,
} from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { shopService } from '../../config/test-configuration.ts';
import type { Gauge, Metric } from '../../contract/metric.ts';
import { type Dashboard, type Panel, plot, stat } from '../../define/dashboard.ts';
import { type Alert, alert, matching, record } from '../../define/rules.ts';
import { firesAt, quietAt, scenario } from '../../define/scenario.ts';
import { signal } from '../../define/signal.ts';
import { textIn } from '../../define/text.ts';
import { type InstantVector, raw, select, textOf } from '../../promql/index.ts';
import { contract, scopeOf, stock } from '../../promql/testing/contract.ts';

const both = (text: string) => ({ ko: text, en: text });

/** A query from text, with what the builder would know about it. */
export function queryOf(text: string, knowledge: Partial<InstantVector> = {}): InstantVector {
  const defaults = { labels: [], unit: 'count', canBeEmpty: false, canBeNaN: false, reads: [] } as const;
  return raw(text, { ...defaults, ...knowledge });
}

interface PlotParts {
  readonly query?: InstantVector | string;
  readonly signal?: string;
  readonly ref?: string;
  readonly legend?: string;
  readonly exemplars?: boolean;
}

export interface PanelParts extends Partial<Omit<Panel, 'plots' | 'site'>> {
  readonly plots?: readonly PlotParts[];
  readonly id?: number;
  readonly position?: Partial<GridPosition>;
  readonly thresholds?: CompiledPanel['thresholds'];
  readonly links?: CompiledPanel['links'];
}

/** A correct panel except for the given parts. */
export function panelOf(parts: PanelParts = {}): CompiledPanel {
  const { plots = [{}], id = 1, position = {}, thresholds = [], links = [], ...definition } = parts;
  const targets = plots.map((one) => {
    const {
      query = select(scopeOf('5m'), stock),
      signal: key = 'stock',
      ref = 'A',
      legend = 'stock',
      exemplars,
    } = one;
    const vector = typeof query === 'string' ? queryOf(query) : query;
    const options = { ref, legend, ...(exemplars === undefined ? {} : { exemplars }) };
    return {
      plot: plot(
        signal(key, both('Articles'), () => vector),
        options,
      ),
      query: vector,
      expression: textOf(vector),
      written: textOf(vector),
    };
  });
  const [first] = targets.map((target) => target.plot);
  const base = stat({
    key: 'stock',
    title: 'Stock',
    description: { shows: both('Articles in stock.'), bad: both('None left.'), next: both('Order some.') },
    unit: 'short',
    plots: [
      first ??
        plot(
          signal('none', both('Nothing'), () => queryOf('vector(0)')),
          { legend: '' },
        ),
    ],
    width: 24,
    height: 8,
  });
  return {
    definition: { ...base, plots: targets.map((target) => target.plot), ...definition },
    id,
    position: { x: 0, y: 1, w: 24, h: 8, ...position },
    description: 'Articles in stock.',
    targets,
    thresholds,
    alerts: [],
    links,
    dataLinks: [],
  };
}

export interface AlertParts extends Partial<Omit<Alert, 'kind' | 'site' | 'condition'>> {
  readonly query?: InstantVector | string;
  readonly threshold?: NonNullable<Alert['condition']['threshold']>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Key of the panel that the alert opens. */
  readonly opens?: string | undefined;
}

/** A correct alert except for the given parts. */
export function alertOf(parts: AlertParts = {}): CompiledAlert {
  const {
    query = 'sum by (article) (shop_stock) < 1',
    threshold,
    labels,
    annotations,
    name = 'ShopOutOfStock',
    ...rest
  } = parts;
  const { opens = 'stock', ...definition } = rest;
  const vector = typeof query === 'string' ? queryOf(query) : query;
  const condition = { ...matching(vector), ...(threshold ? { threshold } : {}) };
  const base = alert(name, {
    severity: 'warning',
    condition,
    summary: both('An article is out of stock.'),
    description: both('{{ $labels.article }}: {{ $value }} left'),
    scenarios: [
      scenario('it runs out', {
        given: [],
        expect: [quietAt('1m'), firesAt('10m', { labels: {}, value: 0 }), quietAt('20m')],
      }),
    ],
    ...definition,
  });
  return {
    kind: 'alert',
    definition: base,
    expression: textOf(vector),
    labels: labels ?? { severity: base.severity, team: 'shop' },
    annotations: annotations ?? {
      summary: textIn(base.summary, 'en'),
      description: textIn(base.description, 'en'),
      runbook_url: `https://example.com/runbooks/${name}.md`,
    },
    panel: 'opens' in parts ? parts.opens : opens,
  };
}

export function recordOf(
  series: Gauge,
  query: string,
  labels: Readonly<Record<string, string>> = {},
): CompiledRecordingRule {
  return {
    kind: 'recording rule',
    definition: record(series, queryOf(query), { labels }),
    expression: query,
  };
}

/** A correct ServiceMonitor except for the given parts. */
export function serviceMonitorOf(spec: Readonly<Record<string, unknown>> = {}) {
  return {
    kind: 'ServiceMonitor',
    metadata: { name: 'shop', namespace: 'shop-prod', labels: { app: 'shop', release: 'prometheus' } },
    spec: {
      selector: { matchLabels: { app: 'shop' } },
      namespaceSelector: { matchNames: ['shop-prod'] },
      endpoints: [
        { port: 'http', relabelings: [{ action: 'labeldrop', regex: 'endpoint|service|container' }] },
      ],
      ...spec,
    },
  };
}

export interface ServiceParts {
  readonly panels?: readonly CompiledPanel[];
  readonly rows?: RenderedService['dashboard']['rows'];
  readonly rules?: RenderedService['groups'][number]['rules'];
  readonly groups?: RenderedService['groups'];
  readonly variables?: Dashboard['variables'];
  readonly annotations?: Dashboard['annotations'];
  readonly uid?: string;
  readonly config?: Partial<ServiceConfig>;
  readonly contract?: readonly Metric[];
  readonly manifests?: RenderedService['manifests'];
  readonly classic?: RenderedService['classic'];
  readonly v2?: RenderedService['v2'];
}

/** Both models of panels, as far as checks read them. */
export function modelsOf(
  panels: readonly CompiledPanel[],
  classic: string | undefined,
  v2: string | undefined,
): Pick<RenderedService, 'classic' | 'v2'> {
  return {
    classic: { panels: panels.map(({ id }) => ({ id, pluginVersion: classic })) },
    v2: {
      spec: {
        elements: Object.fromEntries(
          panels.map(({ definition }) => [definition.key, { spec: { vizConfig: { version: v2 } } }]),
        ),
      },
    },
  };
}

/** A service without findings, except for the given parts. */
export function serviceWith(parts: ServiceParts = {}): RenderedService {
  const { panels = [panelOf()], rules = [alertOf()], variables = [], annotations = [], uid = 'shop' } = parts;
  const rows = parts.rows ?? [
    {
      definition: { key: 'shop', title: 'Shop', panels: [], isCollapsed: false },
      id: 100,
      position: { x: 0, y: 0, w: 24, h: 1 },
      panels,
    },
  ];
  const dashboard: Dashboard = {
    key: 'shop',
    description: both('The shop.'),
    rows: [],
    variables,
    annotations,
  };
  const scope = scopeOf('5m');
  return {
    project: {
      languages: ['ko', 'en'],
      contract: parts.contract ?? contract,
      scopes: { dashboard: () => scope, drillDown: () => scope, rules: () => scope },
      dashboard: () => dashboard,
      rules: () => [],
    },
    config: { ...shopService, ...parts.config },
    dashboard: {
      definition: { ...dashboard, rows: rows.map((row) => row.definition) },
      uid,
      title: 'Shop',
      description: 'The shop.',
      rows,
      links: [],
    },
    groups: parts.groups ?? [{ name: 'shop', interval: '1m', rules }],
    objectives: [],
    manifests: parts.manifests ?? { 'shop-servicemonitor.yaml': [serviceMonitorOf()] },
    ...modelsOf(
      rows.flatMap((row) => row.panels),
      '11.6.0',
      '11.6.0',
    ),
    ...(parts.classic && { classic: parts.classic }),
    ...(parts.v2 && { v2: parts.v2 }),
    artifacts: [],
  };
}
