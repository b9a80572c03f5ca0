import type { CompiledGroup } from '../../compile/model.ts';

/**
 * A rule in Prometheus' format
 * (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/#rule).
 */
type RuleModel = Readonly<Record<string, unknown>>;

export interface GroupModel {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly RuleModel[];
}

/** The name of the rules file of a group. */
export const rulesFileName = (group: string): string => `${group}.rules.yaml`;

/**
 * A rules file per group: promtool evaluates every rule of a file for every test, so tests of one group do
 * not pay for the others.
 */
export function rulesFiles(
  groups: readonly CompiledGroup[],
): readonly { readonly name: string; readonly content: object }[] {
  return groupModels(groups).map((group) => ({
    name: rulesFileName(group.name),
    content: { groups: [group] },
  }));
}

/** The groups in the format shared by Prometheus, Thanos Ruler, Mimir and PrometheusRule. */
export function groupModels(groups: readonly CompiledGroup[]): readonly GroupModel[] {
  return groups.map(({ name, interval, rules }) => ({
    name,
    interval,
    rules: rules.map((rule) => {
      if (rule.kind === 'recording rule') {
        const { series, labels } = rule.definition;
        return { record: series.name, expr: rule.expression, ...(isEmpty(labels) ? {} : { labels }) };
      }
      const { definition, expression, labels, annotations } = rule;
      return {
        alert: definition.name,
        expr: expression,
        ...(definition.for === undefined ? {} : { for: definition.for }),
        ...(definition.keepFiringFor === undefined ? {} : { keep_firing_for: definition.keepFiringFor }),
        labels,
        annotations,
      };
    }),
  }));
}

function isEmpty(labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(labels).length === 0;
}
