import type { Duration } from '../base/duration.ts';
import type { Labels, ServiceConfig } from '../config/config.ts';
import type { Dashboard, Panel, Plot, Row } from '../define/dashboard.ts';
import type { PromisedObjective } from '../define/objective/objective.ts';
import type { Project } from '../define/project.ts';
import type { Routing } from '../define/routing.ts';
import type { Alert, RecordingRule, Threshold } from '../define/rules.ts';
import type { InstantVector } from '../promql/build/query.ts';

/**
 * Definitions with everything resolved that the artifacts contain: ids, positions, links, texts in one
 * language.
 */

export interface Target {
  readonly plot: Plot;
  readonly query: InstantVector;
  /** The complete query. */
  readonly expression: string;
  /** The query in the dashboard, with references to constants instead of their values. */
  readonly written: string;
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A threshold of an alert, drawn on the panel that plots its signal. */
export interface DrawnThreshold extends Threshold {
  readonly alert: Alert;
}

export interface CompiledPanel {
  readonly definition: Panel;
  readonly id: number;
  readonly position: GridPosition;
  readonly description: string;
  readonly targets: readonly Target[];
  readonly thresholds: readonly DrawnThreshold[];
  /** The alerts that open this panel. */
  readonly alerts: readonly CompiledAlert[];
  readonly links: readonly Link[];
  /** Links of the panel's data points. */
  readonly dataLinks: readonly Link[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** A link above the panels. */
export interface DashboardLink extends Link {
  readonly icon: 'doc' | 'external link' | 'dashboard';
  /** Whether the target opens with the displayed time range. */
  readonly keepsTime: boolean;
}

export interface CompiledRow {
  readonly definition: Row;
  readonly id: number;
  readonly position: GridPosition;
  readonly panels: readonly CompiledPanel[];
}

export interface CompiledDashboard {
  readonly definition: Dashboard;
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly CompiledRow[];
  readonly links: readonly DashboardLink[];
}

export interface CompiledAlert {
  readonly kind: 'alert';
  readonly definition: Alert;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Key of the panel that `dashboard_url` opens. */
  readonly panel: string | undefined;
}

export interface CompiledRecordingRule {
  readonly kind: 'recording rule';
  readonly definition: RecordingRule;
  readonly expression: string;
}

export interface CompiledGroup {
  readonly name: string;
  readonly interval: Duration;
  readonly rules: readonly (CompiledAlert | CompiledRecordingRule)[];
}

/** A file to write. `path` is relative to the target, with `/`. */
export interface Artifact {
  readonly path: string;
  readonly content: string;
}

/** As in Alertmanager: an alert with the target's labels is muted while one with the source's labels fires. */
export interface Inhibition {
  readonly source: Labels;
  readonly target: Labels;
  /** Labels that must be equal in both; a label that both lack counts as equal. */
  readonly equal: readonly string[];
}

/** Where a service's alerts go, with the inhibitions that the alerts declare. */
export interface CompiledRouting extends Routing {
  readonly inhibitions: readonly Inhibition[];
}

/** One service in one environment: its dashboard and rules, ready to render. */
export interface CompiledService {
  readonly project: Project;
  readonly config: ServiceConfig;
  readonly dashboard: CompiledDashboard;
  readonly groups: readonly CompiledGroup[];
  readonly objectives: readonly PromisedObjective[];
  /** Absent if nothing is generated for Alertmanager. */
  readonly routing?: CompiledRouting;
}

/** A Kubernetes object. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

/** A dashboard as Grafana 13 keeps it. */
export interface DashboardResource extends KubernetesObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A compiled service with all its rendered output, ready to check. */
export interface RenderedService extends CompiledService {
  /** The Kubernetes objects to write, by file name. */
  readonly manifests: Readonly<Record<string, readonly KubernetesObject[]>>;
  /** The classic dashboard model to write. */
  readonly classic: Readonly<Record<string, unknown>>;
  /** The same dashboard in the v2 model. */
  readonly v2: DashboardResource;
  readonly artifacts: readonly Artifact[];
}
