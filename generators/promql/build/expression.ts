import type { Duration } from '../../base/duration.ts';

/** A range: fixed in rules, and filled in by Grafana in dashboards. */
export type Window = Duration | '$__rate_interval' | '$__range' | '$__interval';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface LabelMatcher {
  readonly label: string;
  readonly operator: MatchOperator;
  /** The value before quoting. */
  readonly value: string;
  /** Whether the value is a Grafana variable (`$job`) that must reach Grafana unchanged. */
  readonly isVariable: boolean;
}

export type AggregationOperator = 'sum' | 'min' | 'max' | 'avg' | 'count' | 'topk' | 'bottomk';

export type BinaryOperator =
  | '*'
  | '/'
  | '+'
  | '-'
  | '=='
  | '!='
  | '>'
  | '<'
  | '>='
  | '<='
  | 'and'
  | 'unless'
  | 'or';

/** The abstract syntax of the PromQL that we write. It is a subset; `raw` text covers the rest. */
export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | {
      readonly type: 'selector';
      readonly metric: string;
      readonly matchers: readonly LabelMatcher[];
      readonly window?: Window;
    }
  | { readonly type: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | {
      readonly type: 'aggregation';
      readonly operator: AggregationOperator;
      readonly by?: readonly string[];
      readonly parameter?: number;
      readonly inner: Expression;
    }
  | {
      readonly type: 'binary';
      readonly operator: BinaryOperator;
      /** Labels to match on; without it, all. */
      readonly on?: readonly string[];
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'raw'; readonly text: string };
