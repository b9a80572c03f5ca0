import type { Check } from '../check.ts';
import { configuration } from './configuration.ts';
import { groupLabel } from './group-label.ts';
import { routingInhibition } from './inhibition.ts';
import { interval } from './interval.ts';
import { matcher } from './matcher.ts';
import { namespace } from './namespace.ts';
import { receiver } from './receiver.ts';
import { shadowed } from './shadowed.ts';
import { unreachable } from './unreachable.ts';

/** Checks of routes. */
export const routingChecks: readonly Check[] = [
  configuration,
  receiver,
  matcher,
  shadowed,
  unreachable,
  interval,
  groupLabel,
  namespace,
  routingInhibition,
];
