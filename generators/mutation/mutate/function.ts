import type { Edit } from './edit.ts';
import type { Mutation, Site } from './mutation.ts';
import { isSignOnly } from './sign.ts';
import { balanced, operandText } from './source.ts';

const EXTREMES =
  'Let the series have different values within the range, so that the two say different things.';
const RESET = 'Let the counter start again at 0 within the range, as after a restart.';
const BURST = 'Let the counter stand still in the last minutes of the range after it has grown.';
const UNIT =
  'Choose values for which the total over the range and the rate per second lead to different results.';

/** Other functions of the same type, with the difference to detect. */
const MISTAKES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rate: { increase: UNIT, irate: BURST, deriv: RESET },
  irate: { rate: BURST },
  increase: { rate: UNIT, delta: RESET },
  delta: { increase: 'Let the series fall within the range.' },
  deriv: { rate: 'Let the series fall within the range.' },
  max_over_time: { min_over_time: EXTREMES, avg_over_time: EXTREMES },
  min_over_time: { max_over_time: EXTREMES, avg_over_time: EXTREMES },
  avg_over_time: { max_over_time: EXTREMES, min_over_time: EXTREMES },
  sum_over_time: { avg_over_time: EXTREMES, max_over_time: EXTREMES },
  last_over_time: { max_over_time: EXTREMES, min_over_time: EXTREMES },
  absent_over_time: {
    present_over_time: 'Let the series be absent for the whole range, and expect a sample.',
  },
  present_over_time: { absent_over_time: 'Let the series be there, and expect a sample.' },
  changes: { resets: 'Let the value rise.' },
  resets: { changes: 'Let the value rise.' },
  ceil: { floor: 'Let the value lie between two whole numbers.' },
  floor: { ceil: 'Let the value lie between two whole numbers.' },
  clamp_max: { clamp_min: 'Let the value be above the limit, and another time below.' },
  clamp_min: { clamp_max: 'Let the value be above the limit, and another time below.' },
};

/** Functions whose first argument could be used without them. */
const DROPPED: Readonly<Record<string, string>> = {
  absent: 'Let the series be absent and expect a sample; let it be there and expect none.',
  abs: 'Let the value be negative.',
  ceil: 'Let the value lie between two whole numbers.',
  clamp: 'Let the value lie outside of the limits.',
  clamp_max: 'Let the value be above the limit.',
  clamp_min: 'Let the value be below the limit.',
  floor: 'Let the value lie between two whole numbers.',
  label_join: 'Expect the label that the function writes.',
  label_replace: 'Expect the label that the function writes.',
  round: 'Let the value lie between two whole numbers.',
  sgn: 'Let the value be other than -1, 0 and 1.',
};

export function functionMutations(site: Site): Mutation[] {
  const { node } = site;
  if (node.type !== 'call') return [];
  const isUnitVisible = !isSignOnly(node, site.ancestors) && !isScaleFree(site.ancestors);
  const mistakes = Object.entries(MISTAKES[node.name] ?? {}).filter(
    ([mistake, scenario]) => (scenario !== UNIT || isUnitVisible) && !isSameOfAnswers(site, mistake),
  );
  const swapped = mistakes.map(([mistake, scenario]) =>
    mutation(
      { from: node.from, to: node.from + node.name.length, text: mistake },
      node.name,
      mistake,
      scenario,
    ),
  );
  const [first] = node.arguments;
  const scenario = DROPPED[node.name];
  if (first === undefined || scenario === undefined) return swapped;
  const kept = operandText(site.source, first, site.ancestors.length === 0);
  const dropped = { ...balanced(site.source, node), text: kept };
  return [...swapped, mutation(dropped, `${node.name}(…)`, '…', scenario)];
}

/**
 * For booleans the mean is 1 if the smallest value is. A recorded series marks itself as boolean with
 * `:bool`.
 */
function isSameOfAnswers({ node, ancestors: [parent] }: Site, mistake: string): boolean {
  if (node.type !== 'call' || node.name !== 'min_over_time' || mistake !== 'avg_over_time') return false;
  const [series] = node.arguments;
  return (
    series?.type === 'selector' &&
    series.metric?.text.endsWith(':bool') === true &&
    parent?.type === 'binary' &&
    parent.operator === '==' &&
    parent.right.type === 'number' &&
    parent.right.value === 1
  );
}

/** A quantile of a histogram does not change if all its buckets are multiplied by one number. */
function isScaleFree(ancestors: Site['ancestors']): boolean {
  const call = ancestors.find((one) => one.type !== 'aggregation' || !SCALING.has(one.operator));
  return call?.type === 'call' && call.name === 'histogram_quantile';
}

const SCALING: ReadonlySet<string> = new Set(['sum', 'avg', 'max', 'min']);

function mutation(edit: Edit, before: string, after: string, scenario: string): Mutation {
  return { operator: 'function', edits: [edit], shown: edit, wording: { before, after }, scenario };
}
