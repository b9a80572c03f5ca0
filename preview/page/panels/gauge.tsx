import { type FieldDisplay, formattedValueToString, getActiveThreshold, ThresholdsMode } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import type { JSX } from 'react';

interface GaugeProps {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly hasName: boolean;
  readonly hasThresholds: boolean;
}

/** Degrees from the top at which the dial begins and ends. */
const START = -125;
const END = 125;

/** Grafana's packages no longer carry a gauge, so that this one is drawn here: an arc, and the thresholds around it. */
export function GaugeDial({ value, width, height, hasName, hasThresholds }: GaugeProps): JSX.Element {
  const theme = useTheme2();
  const { display, field } = value;
  const min = field.min ?? 0;
  const max = field.max ?? 100;
  const share = (number: number) => Math.min(1, Math.max(0, (number - min) / (max - min || 1)));
  const nameHeight = hasName ? Math.min(20, height / 5) : 0;
  const radius = Math.max(
    1,
    Math.min(width / 2 - 6, (height - nameHeight) / (1 + Math.cos(Math.PI * 0.3)) - 4),
  );
  const centre = { x: width / 2, y: radius + 4 + Math.max(0, (height - nameHeight - radius * 1.6) / 2 - 4) };
  const bar = radius * 0.22;
  const marker = Math.max(2, radius * 0.04);
  const angle = (part: number) => START + (END - START) * part;
  const inner = radius - (hasThresholds ? marker * 2 + 1 : 0) - bar / 2;
  const text = formattedValueToString(display);
  return (
    <svg width={width} height={height} role="img" aria-label={`${display.title ?? ''} ${text}`}>
      <path
        d={arc(centre, inner, angle(0), angle(1))}
        stroke={theme.colors.background.secondary}
        strokeWidth={bar}
        fill="none"
      />
      {Number.isFinite(display.numeric) && share(display.numeric) > 0 && (
        <path
          d={arc(centre, inner, angle(0), angle(share(display.numeric)))}
          stroke={display.color ?? theme.colors.primary.main}
          strokeWidth={bar}
          fill="none"
        />
      )}
      {hasThresholds &&
        thresholdParts(value, min, max).map(({ from, to, color }) => (
          <path
            key={from}
            d={arc(centre, radius - marker / 2, angle(share(from)), angle(share(to)))}
            stroke={theme.visualization.getColorByName(color)}
            strokeWidth={marker}
            fill="none"
          />
        ))}
      <text
        x={centre.x}
        y={centre.y}
        fill={display.color ?? theme.colors.text.primary}
        fontSize={Math.min(radius * 0.42, ((inner - bar / 2) * 1.8) / Math.max(4, text.length * 0.6))}
        fontWeight={theme.typography.fontWeightMedium}
        textAnchor="middle"
        dominantBaseline="central"
      >
        {text}
      </text>
      {hasName && (
        <text
          x={centre.x}
          y={height - nameHeight / 2}
          fill={theme.colors.text.primary}
          fontSize={Math.min(14, nameHeight * 0.75)}
          textAnchor="middle"
          dominantBaseline="central"
        >
          {display.title}
        </text>
      )}
    </svg>
  );
}

function thresholdParts({ field }: FieldDisplay, min: number, max: number) {
  const steps = field.thresholds?.steps ?? [];
  const isPercentage = field.thresholds?.mode === ThresholdsMode.Percentage;
  const absolute = (value: number | null) =>
    value === null || !Number.isFinite(value)
      ? min
      : isPercentage
        ? min + ((max - min) * value) / 100
        : value;
  return steps.flatMap((step, index) => {
    const from = Math.max(min, absolute(step.value));
    const next = steps[index + 1];
    const to = Math.min(max, next === undefined ? max : absolute(next.value));
    return to > from ? [{ from, to, color: getActiveThreshold(step.value ?? min, [step]).color }] : [];
  });
}

function arc(centre: { x: number; y: number }, radius: number, from: number, to: number): string {
  const point = (degrees: number) => {
    const radians = ((degrees - 90) * Math.PI) / 180;
    const x = centre.x + radius * Math.cos(radians);
    const y = centre.y + radius * Math.sin(radians);
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  return `M ${point(from)} A ${radius.toFixed(2)} ${radius.toFixed(2)} 0 ${to - from > 180 ? 1 : 0} 1 ${point(to)}`;
}
