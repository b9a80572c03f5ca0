import type { DrawnThreshold } from '../../compile/model.ts';
import type { ColorStep, GrafanaUnit } from '../../define/dashboard.ts';
import type { AlertSeverity } from '../../define/rules.ts';

/** A colour from `value` on, up to the next step. `null` is minus infinity. */
export interface ThresholdStep {
  readonly value: number | null;
  readonly color: string;
}

/** An alert that pages nobody colours nothing. */
const COLORS: Readonly<Record<AlertSeverity, string | undefined>> = {
  critical: 'red',
  warning: 'orange',
  info: 'blue',
  none: undefined,
};

const RANKS: Readonly<Record<AlertSeverity, number>> = { none: 0, info: 1, warning: 2, critical: 3 };

/**
 * Grafana colours a value that equals a step, but `> 0` must not colour 0: the step of a strict comparison stands
 * this much higher. It is far below what a panel displays.
 */
const HAIR = 0.000_001;

/** Units of counts and states, which meet a threshold exactly. A measured time or size shows its round threshold. */
const COUNTED: ReadonlySet<GrafanaUnit> = new Set(['none', 'short', 'bool', 'bool_on_off']);

/**
 * The steps by which a panel colours its numbers: each value has the colour of the gravest alert that is active
 * there, and green elsewhere. Always begins with the base step.
 */
export function thresholdSteps(
  thresholds: readonly DrawnThreshold[],
  unit: GrafanaUnit,
): readonly ThresholdStep[] {
  const isMetExactly = (value: number) => COUNTED.has(unit) && Number.isInteger(value);
  return steps(thresholds, 'green', (value) => (isMetExactly(value) ? value + HAIR : value));
}

/**
 * The steps that a graph draws as lines, at the very numbers that the alerts compare with. What is not bad
 * is transparent: only above or below such a step does Grafana draw the line in the colour of the bad side.
 */
export function thresholdLines(thresholds: readonly DrawnThreshold[]): readonly ThresholdStep[] {
  return steps(thresholds, 'transparent', (value) => value);
}

/** The steps for colours that a definition sets itself. */
export function colorThresholds(colors: readonly ColorStep[]): readonly ThresholdStep[] {
  return colors.map(({ from, color }) => ({ value: from === -Infinity ? null : from, color }));
}

/** The same with further lines. Below each of them is what is below the threshold above it. */
export function withLines(
  found: readonly ThresholdStep[],
  lines: readonly ColorStep[],
): readonly ThresholdStep[] {
  const added = lines.map(({ from, color }) => ({ value: from, color }));
  return [...found, ...added].sort((left, right) => (left.value ?? -Infinity) - (right.value ?? -Infinity));
}

type JustAbove = (value: number) => number;

function steps(
  thresholds: readonly DrawnThreshold[],
  healthy: string,
  justAbove: JustAbove,
): readonly ThresholdStep[] {
  const ranges = thresholds.flatMap((threshold) => {
    const { severity } = threshold.alert;
    const color = COLORS[severity];
    return color === undefined
      ? []
      : activeRanges(threshold, justAbove).map((range) => ({ ...range, color, rank: RANKS[severity] }));
  });
  const edges = new Set([-Infinity, ...ranges.flatMap(({ from, to }) => [from, to])]);
  edges.delete(Infinity);
  const found: ThresholdStep[] = [];
  for (const edge of [...edges].sort((left, right) => left - right)) {
    const gravest = ranges
      .filter(({ from, to }) => from <= edge && edge < to)
      .reduce((worst, range) => (range.rank > worst.rank ? range : worst), { color: healthy, rank: 0 });
    if (found.at(-1)?.color !== gravest.color)
      found.push({ value: edge === -Infinity ? null : edge, color: gravest.color });
  }
  return found;
}

interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Where on the scale the comparison holds. */
function activeRanges({ comparison, value }: DrawnThreshold, justAbove: JustAbove): readonly Range[] {
  switch (comparison) {
    case '>':
      return [{ from: justAbove(value), to: Infinity }];
    case '>=':
      return [{ from: value, to: Infinity }];
    case '<':
      return [{ from: -Infinity, to: value }];
    case '<=':
      return [{ from: -Infinity, to: justAbove(value) }];
    case '==':
      return [{ from: value, to: value + HAIR }];
    case '!=':
      return [
        { from: -Infinity, to: value },
        { from: value + HAIR, to: Infinity },
      ];
  }
}
