import type { Duration } from '../base/duration.ts';
import type { Labels, ServiceConfig } from '../config/config.ts';
import type { Dashboard, Panel, Plot, Row } from '../define/dashboard.ts';
import type { Project } from '../define/project.ts';
import type { Routing } from '../define/routing.ts';
import type { Alert, RecordingRule, Threshold } from '../define/rules.ts';
import type { InstantVector } from '../promql/build/query.ts';

/** Definitions with everything resolved that the artifacts say: ids, positions, links, texts in one language. */

export interface Target {
  readonly plot: Plot;
  readonly query: InstantVector;
  readonly expression: string;
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
  /** What a point of its series opens. */
  readonly dataLinks: readonly Link[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** A link above the panels. */
export interface DashboardLink extends Link {
  readonly icon: 'doc' | 'external link' | 'dashboard';
  /** The other page opens with the time range that is shown here. */
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

/** One file to be written. `path` is relative to the target, with `/`. */
export interface Artifact {
  readonly path: string;
  readonly content: string;
}

/** As Alertmanager takes it: an alert with the labels of the target is muted while one with those of the source fires. */
export interface Inhibition {
  readonly source: Labels;
  readonly target: Labels;
  /** Labels that must have the same value in both; one that both lack counts as equal. */
  readonly equal: readonly string[];
}

/** Where the alerts of a service go, with what the alerts themselves say of each other. */
export interface CompiledRouting extends Routing {
  readonly inhibitions: readonly Inhibition[];
}

/** One service in one environment: its dashboard and rules, ready to be rendered. */
export interface CompiledService {
  readonly project: Project;
  readonly config: ServiceConfig;
  readonly dashboard: CompiledDashboard;
  readonly groups: readonly CompiledGroup[];
  /** Absent where nothing is generated for Alertmanager. */
  readonly routing?: CompiledRouting;
}

/** A Kubernetes object. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

/** A compiled service with everything that is written for it, ready to be checked. */
export interface RenderedService extends CompiledService {
  /** The Kubernetes objects as they will be written, by file name. */
  readonly manifests: Readonly<Record<string, readonly KubernetesObject[]>>;
  /** The classic dashboard model as it will be written. */
  readonly classic: Readonly<Record<string, unknown>>;
  /** The same dashboard in the v2 model. */
  readonly v2: Readonly<Record<string, unknown>>;
  readonly artifacts: readonly Artifact[];
}
