import type { Check } from '../check.ts';
import { unread } from './unread.ts';

/** Checks of the contract. */
export const contractChecks: readonly Check[] = [unread];
