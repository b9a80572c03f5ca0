import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** A dashboard in the form that the page draws, whatever schema it was stored in. */
export interface Dashboard {
  readonly title: string;
  readonly time: { readonly from: string; readonly to: string };
  /** Such as `30s`; empty for never. */
  readonly refresh: string;
  readonly timezone: string;
  readonly isCursorShared: boolean;
  readonly variables: readonly Variable[];
  readonly annotations: readonly AnnotationQuery[];
  readonly links: readonly Link[];
  readonly sections: readonly Section[];
}

/** A row, or the panels before the first row, which have no title. */
export interface Section {
  readonly key: string;
  readonly title: string | undefined;
  readonly isCollapsed: boolean;
  /** Name of the variable whose values it is repeated for. */
  readonly repeat: string | undefined;
  /** Their places count from the top of the section. */
  readonly panels: readonly Panel[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Panel {
  readonly key: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly isTransparent: boolean;
  readonly place: Place;
  readonly repeat:
    | { readonly variable: string; readonly isVertical: boolean; readonly perRow: number }
    | undefined;
  readonly targets: readonly Target[];
  readonly transformations: readonly DataTransformerConfig[];
  readonly options: Options;
  readonly fieldConfig: FieldConfigSource;
  readonly links: readonly Link[];
  /** Lower limit of the step, such as `1m`. */
  readonly interval: string;
  readonly maxDataPoints: number | undefined;
  readonly timeFrom: string;
  readonly timeShift: string;
  /** Values of variables for this panel only, because it is repeated. */
  readonly scope: Readonly<Record<string, string>>;
}

/** Options of a panel are what its plugin has stored: they are read with care, key by key. */
export type Options = Readonly<Record<string, unknown>>;

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly format: 'time_series' | 'table' | 'heatmap';
  readonly isInstant: boolean;
  readonly isRange: boolean;
  readonly isHidden: boolean;
  readonly hasExemplars: boolean;
  /** Lower limit of the step. */
  readonly interval: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly query: string;
  readonly regex: string;
  readonly sort: number;
  readonly isMulti: boolean;
  readonly hasAll: boolean;
  readonly allValue: string;
  readonly isHidden: boolean;
  readonly current: readonly string[];
  readonly options: readonly string[];
}

export interface AnnotationQuery {
  readonly name: string;
  readonly expr: string;
  readonly step: string;
  readonly titleFormat: string;
  readonly textFormat: string;
  readonly tagKeys: string;
  readonly color: string;
  readonly isEnabled: boolean;
  readonly isTimeFromValue: boolean;
}
