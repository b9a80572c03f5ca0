import type { Duration } from '../base/duration.ts';
import { type CallSite, callSite } from '../base/place.ts';
import type { Signal } from './signal.ts';
import type { Text } from './text.ts';

/** Unit ids that Grafana, its linter and our unit check know (https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts). */
export type GrafanaUnit =
  | 'none'
  | 'short'
  | 'percent'
  | 'percentunit'
  | 's'
  | 'bytes'
  | 'Bps'
  | 'binBps'
  | 'reqps'
  | 'ops'
  | 'rps'
  | 'wps'
  | 'cps'
  | 'mps'
  | 'dateTimeFromNow'
  | 'dateTimeAsIso'
  | 'bool'
  | 'bool_on_off';

export type Visualization = 'timeseries' | 'stat' | 'gauge' | 'bargauge' | 'table' | 'alertlist';

export type ThemeColor =
  | 'green'
  | 'yellow'
  | 'orange'
  | 'red'
  | 'blue'
  | 'light-blue'
  | 'purple'
  | 'light-purple'
  | 'text';

/** One query of a panel. */
export interface Plot {
  readonly signal: Signal;
  /** Name of the query inside the panel: what overrides and transformations refer to. */
  readonly ref: string;
  /** `{{label}}` is replaced by Grafana. */
  readonly legend: string;
  /** A fixed colour for the series of this plot. */
  readonly color?: ThemeColor;
  /** Shows trace exemplars, if the query is of a histogram. */
  readonly hasExemplars: boolean;
  /** A dashed line without an area: a limit for the other series of the panel. */
  readonly isLimit: boolean;
}

/** The style of series whose name (the filled-in legend) is the text or matches the expression. */
export interface SeriesStyle {
  readonly name: string | RegExp;
  readonly color?: ThemeColor;
  /** A scale of its own on the right, for a series that would be flat next to a much larger one. */
  readonly axis?: 'right';
}

/** A colour for values from a number on. */
export interface ColorStep {
  readonly from: number;
  readonly color: ThemeColor;
}

export interface ValueMapping {
  readonly value: number;
  readonly text: Text;
  readonly color: ThemeColor;
}

/** A column of a table that differs from the rest. */
export interface Column {
  /** The label or the plot's legend. */
  readonly of: string;
  /** The heading; by default the label. */
  readonly title?: string;
  /** Not shown, but available to links. */
  readonly isHidden?: boolean;
  readonly unit?: GrafanaUnit;
  readonly decimals?: number;
  /** In pixels. */
  readonly width?: number;
  /** Shown in rows without a value. */
  readonly noValue?: Text;
  readonly mappings?: readonly ValueMapping[];
  readonly colorSteps?: readonly ColorStep[];
  /** Opened by a click. `${__data.fields.<heading>}` is a cell of the same row. */
  readonly link?: { readonly title: Text; readonly url: string };
}

/** A sort key of a table. */
export interface Order {
  /** The heading of the column. */
  readonly column: string;
  readonly first: 'largest' | 'smallest';
}

export interface Panel {
  readonly kind: Visualization;
  /** Chosen once and kept: the panel's id, and so every link to it, is derived from it. */
  readonly key: string;
  readonly title: string;
  /** What is bad, and what to do next. `shows` comes from the signal, or is given here if there are several. */
  readonly description: { readonly shows: Text; readonly bad: Text; readonly next: Text };
  readonly unit: GrafanaUnit;
  readonly plots: readonly Plot[];
  /** Columns of 24. */
  readonly width: number;
  /** Grid units of 30 px. */
  readonly height: number;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Shown if every query is empty. */
  readonly noValue?: Text;
  readonly mappings?: readonly ValueMapping[];
  /** Colours of the series that a query returns; the last matching entry wins. */
  readonly series?: readonly SeriesStyle[];
  /** Colours of the values if no alert compares them: smallest first, starting with -Infinity. */
  readonly colorSteps?: readonly ColorStep[];
  /** Values at which to draw a line, in addition to the thresholds of alerts: the bound of an objective. */
  readonly lines?: readonly ColorStep[];
  /**
   * What the axis always includes: the thresholds, to show the distance to them, or only the data, if it is
   * far below them and would be flat.
   */
  readonly scale: 'thresholds' | 'data';
  /** A fixed range up to now, whatever the viewer selects. */
  readonly range?: Duration;
  readonly isStacked: boolean;
  /** A number on a coloured background that summarises another panel: alerts link to that one. */
  readonly isSummary: boolean;
  readonly legend: 'list' | 'table' | 'hidden';
  /** Of a table: the columns that differ from the rest. */
  readonly columns?: readonly Column[];
  /** Of a table: how the rows are sorted; by default by the first plot, largest first. */
  readonly order?: readonly Order[];
  /** What Explore opens; by default the panel's first signal. */
  readonly drillDown?: Signal;
  readonly site: CallSite;
}

/** What a panel's definition states; the rest has defaults. */
export type PanelDefinition = Omit<
  Panel,
  'kind' | 'site' | 'description' | 'isStacked' | 'isSummary' | 'legend' | 'plots' | 'scale'
> & {
  readonly description: { readonly shows?: Text; readonly bad: Text; readonly next: Text };
  readonly plots: readonly [Plot, ...Plot[]];
  readonly isStacked?: boolean;
  readonly isSummary?: boolean;
  /** By default a table if there are several series, and otherwise a list. */
  readonly legend?: Panel['legend'];
  readonly scale?: Panel['scale'];
};

export interface Row {
  readonly key: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Its panels are loaded when the viewer opens it. */
  readonly isCollapsed: boolean;
}

/** A variable that the viewer selects, or a constant. */
export type Variable =
  /** PromQL in parentheses that several queries contain. The dashboard contains it once, hidden from viewers. */
  | { readonly kind: 'constant'; readonly name: string; readonly value: string }
  | { readonly kind: 'datasource'; readonly name: string; readonly label: string }
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly label: string;
      /** `label_values(selector, label)` */
      readonly query: string;
      readonly hasMany: boolean;
      /** The regex for "All"; by default anything. */
      readonly all?: string;
      /** Selected on opening; by default all or the first. */
      readonly initial?: string;
    };

export interface Annotation {
  readonly name: string;
  readonly query: string;
  readonly color: ThemeColor;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Resolution of the query in seconds. */
  readonly step: string;
  /** Keys of rows whose panels do not show it. */
  readonly exceptRows?: readonly string[];
}

export interface Dashboard {
  readonly key: string;
  readonly description: Text;
  readonly rows: readonly Row[];
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
}

/** A query of a panel. `ref` is optional if the panel has only one. */
export function plot(
  signal: Signal,
  options: {
    readonly legend: string;
    readonly ref?: string;
    readonly color?: ThemeColor;
    readonly exemplars?: boolean;
    readonly isLimit?: boolean;
  },
): Plot {
  const { legend, ref = 'A', color, exemplars = false, isLimit = false } = options;
  return { signal, ref, legend, hasExemplars: exemplars, isLimit, ...(color ? { color } : {}) };
}

/** A graph over time. */
export const timeseries = panelOf('timeseries');
/** The latest value in large type. */
export const stat = panelOf('stat');
/** The latest value on a scale from `min` to `max`. */
export const gauge = panelOf('gauge');
/** A bar for each series. */
export const bargauge = panelOf('bargauge');
/** The latest values in rows, a column for each label. */
export const table = panelOf('table');

/** The list of this service's firing and pending alerts. It reads from Grafana, not from Prometheus. */
export function alertList(
  definition: Omit<PanelDefinition, 'plots' | 'unit' | 'description'> & Pick<Panel, 'description'>,
): Panel {
  return {
    kind: 'alertlist',
    unit: 'none',
    plots: [],
    isStacked: false,
    isSummary: false,
    scale: 'data',
    legend: 'hidden',
    site: callSite(),
    ...definition,
  };
}

/**
 * What a project may change in an existing panel. The key does not change, so its id and every link stay
 * valid.
 */
export type PanelChanges = Partial<
  Pick<Panel, 'title' | 'width' | 'height' | 'drillDown' | 'noValue' | 'lines'>
> & {
  readonly description?: Partial<Panel['description']>;
};

/** A changed copy of a panel: `customize(panel, { width: 8, description: { next: … } })`. */
export function customize(panel: Panel, { description, ...changes }: PanelChanges): Panel {
  return {
    ...panel,
    ...changes,
    description: { ...panel.description, ...description },
    site: callSite(),
  };
}

/** Panels under a heading. Collapse details that are not needed at first sight, so that they are not loaded. */
export function row(
  key: string,
  title: string,
  panels: readonly Panel[],
  { isCollapsed = false }: { readonly isCollapsed?: boolean } = {},
): Row {
  return { key, title, panels, isCollapsed };
}

function panelOf(kind: Visualization) {
  return (definition: PanelDefinition): Panel => {
    const { description } = definition;
    return {
      kind,
      isStacked: false,
      isSummary: false,
      scale: 'thresholds',
      legend: hasSeveralSeries(definition.plots) ? 'table' : 'list',
      site: callSite(),
      ...definition,
      description: {
        shows: description.shows ?? definition.plots[0].signal.meaning,
        bad: description.bad,
        next: description.next,
      },
    };
  };
}

/** A legend that names only the job has one entry for the service. */
function hasSeveralSeries(plots: readonly Plot[]): boolean {
  return plots.length > 1 || plots.some(({ legend }) => /\{\{(?!job\}\})/.test(legend));
}
