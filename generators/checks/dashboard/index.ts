import type { Check } from '../check.ts';
import { duplicateId } from './duplicate-id.ts';
import { duplicateKey } from './duplicate-key.ts';
import { duplicateTitle } from './duplicate-title.ts';
import { grid } from './grid.ts';
import { uid } from './uid.ts';
import { variable } from './variable.ts';

/** Checks of the dashboard as a whole. */
export const dashboardChecks: readonly Check[] = [
  duplicateId,
  duplicateKey,
  duplicateTitle,
  grid,
  variable,
  uid,
];
