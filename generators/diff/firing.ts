/** How an alert rule turns samples of its expression into a firing alert. All in milliseconds. */
export interface Timing {
  readonly interval: number;
  readonly for: number;
  readonly keepFiringFor: number;
}

/** From the first firing evaluation to the last. */
export interface Episode {
  readonly from: number;
  readonly to: number;
  readonly evaluations: number;
}

/**
 * When an alert fires whose expression has a sample at the given evaluations: pending from the first, firing
 * once `for` has passed since then, and for `keep_firing_for` after the last. As in Prometheus,
 * rules/alerting.go, AlertingRule.Eval.
 *
 * @param present evaluations at which the expression has a sample, in order
 * @param end the last evaluation of all
 */
export function episodes(present: readonly number[], end: number, timing: Timing): readonly Episode[] {
  const found: Episode[] = [];
  let activeSince: number | undefined;
  let firing: { from: number; to: number; evaluations: number } | undefined;
  let absentSince: number | undefined;
  const fire = (at: number) => {
    if (firing === undefined) firing = { from: at, to: at, evaluations: 0 };
    firing.to = at;
    firing.evaluations += 1;
  };
  const stop = () => {
    if (firing !== undefined) found.push(firing);
    firing = undefined;
    activeSince = undefined;
    absentSince = undefined;
  };
  /** All evaluations between two with a sample, or up to the end. */
  const pass = (from: number, to: number) => {
    for (let at = from; at < to && activeSince !== undefined; at += timing.interval) {
      absentSince ??= at;
      if (firing !== undefined && at - absentSince < timing.keepFiringFor) fire(at);
      else stop();
    }
  };
  let next = present[0] ?? end;
  for (const at of present) {
    pass(next, at);
    activeSince ??= at;
    absentSince = undefined;
    if (firing !== undefined || at - activeSince >= timing.for) fire(at);
    next = at + timing.interval;
  }
  pass(next, end + 1);
  stop();
  return found;
}
