import type { Check } from '../check.ts';
import { description } from './description.ts';
import { duplicateRef } from './duplicate-ref.ts';
import { exemplars } from './exemplars.ts';
import { legendLabel } from './legend-label.ts';
import { noValue } from './no-value.ts';
import { pluginVersion } from './plugin-version.ts';
import { unit } from './unit.ts';

/** Checks of single panels. */
export const panelChecks: readonly Check[] = [
  legendLabel,
  unit,
  description,
  noValue,
  duplicateRef,
  exemplars,
  pluginVersion,
];
