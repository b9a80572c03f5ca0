import type { Check } from '../check.ts';
import { groupName } from './group-name.ts';
import { recordedSeries } from './recorded-series.ts';
import { recordingName } from './recording-name.ts';
import { recordingOrder } from './recording-order.ts';

/** Checks of rule groups and recording rules. */
export const rulesChecks: readonly Check[] = [recordingOrder, recordingName, groupName, recordedSeries];
