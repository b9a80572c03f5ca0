/** The type of an argument or result: an instant vector, a range vector, a scalar or a string. */
export type ValueType = 'vector' | 'range' | 'scalar' | 'string';

export interface Signature {
  readonly parameters: readonly ValueType[];
  /** How many of the parameters must be given. */
  readonly required: number;
  /** The last parameter may be repeated. */
  readonly isVariadic: boolean;
  readonly returns: 'vector' | 'scalar';
}

const LETTERS: Readonly<Record<string, ValueType>> = { v: 'vector', r: 'range', s: 'scalar', t: 'string' };

/**
 * https://github.com/prometheus/prometheus/blob/main/promql/parser/functions.go by parameters: v(ector),
 * r(ange), s(calar), t(ext); parameters after `?` are optional, `*` may be repeated.
 */
const BY_PARAMETERS: Readonly<Record<string, string>> = {
  v:
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count ' +
    'histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan ' +
    'tanh timestamp',
  '?v': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  'v?v': 'info',
  'v?s': 'round',
  vs: 'clamp_max clamp_min',
  vss: 'clamp',
  vtttt: 'label_replace',
  'vtt?t*': 'label_join',
  'v?t*': 'sort_by_label sort_by_label_desc',
  'vts?s*': 'histogram_quantiles',
  sv: 'histogram_quantile',
  ssv: 'histogram_fraction',
  s: 'vector',
  '': 'pi time',
  r:
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate ' +
    'last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time ' +
    'stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  rs: 'predict_linear',
  rss: 'double_exponential_smoothing',
  sr: 'quantile_over_time',
};

const SCALAR_FUNCTIONS: ReadonlySet<string> = new Set(['pi', 'scalar', 'time']);

/** Functions by name. Unlisted experimental ones are accepted as they are. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  Object.entries(BY_PARAMETERS).flatMap(([parameters, names]) => {
    const [required = '', optional = ''] = parameters.split('?');
    const letters = (required + optional).replace('*', '');
    const types = [...letters].map((letter) => LETTERS[letter]).filter((type) => type !== undefined);
    return names.split(' ').map((name): [string, Signature] => [
      name,
      {
        parameters: types,
        required: required.length,
        isVariadic: parameters.endsWith('*'),
        returns: SCALAR_FUNCTIONS.has(name) ? 'scalar' : 'vector',
      },
    ]);
  }),
);
